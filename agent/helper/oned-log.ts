import { open } from 'node:fs/promises';

import type { HostFailure } from '../../services/domain/observed.ts';

/** A busy front-end writes some hundred bytes a second, so this is the last minutes. */
const tailBytes = 256 * 1024;
const reasonCharactersMax = 300;
const failuresMax = 200;

/**
 * Why hosts could not be monitored, from the end of oned.log and no further back. A log that is not there or
 * cannot be read tells nothing.
 */
export async function readHostFailures(path: string): Promise<readonly HostFailure[]> {
  return hostFailuresIn(await readTail(path));
}

/**
 * The last failure of each host in lines like
 * `… [Z0][ONE][E]: Error monitoring Host hyp103 (168): ssh: connect to host … refused`.
 * A host that came back since has none: oned does not write that down, so the pool's own state decides whether
 * a reason is shown.
 */
export function hostFailuresIn(log: string): readonly HostFailure[] {
  const failures = new Map<string, HostFailure>();
  for (const match of log.matchAll(/Error monitoring Host (\S+) \(\d+\): *(.*)$/gm)) {
    const [, host = '', told = ''] = match;
    const reason = told.trim().slice(0, reasonCharactersMax);
    failures.delete(host);
    if (reason !== '' && reason !== '-') failures.set(host, { host, reason });
  }
  return [...failures.values()].slice(-failuresMax);
}

async function readTail(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const start = Math.max(0, size - tailBytes);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
      return buffer.subarray(0, bytesRead).toString('utf8');
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
}

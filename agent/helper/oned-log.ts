import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { HostFailure } from '../../services/domain/observed.ts';

/** A busy front-end writes some hundred bytes a second, so this is the last minutes. */
const tailBytes = 256 * 1024;
const reasonCharactersMax = 300;
const failuresMax = 200;

/**
 * Why hosts could not be monitored, from the ends of oned.log and of the monitor.log beside it, and no further back. A
 * log that is not there or cannot be read tells nothing.
 */
export async function readHostFailures(onedLog: string): Promise<readonly HostFailure[]> {
  const monitorLog = join(dirname(onedLog), 'monitor.log');
  return hostFailuresIn(await readTail(onedLog), await readTail(monitorLog));
}

/**
 * The last failure of each host in lines like
 * `… [Z0][ONE][E]: Error monitoring Host hyp103 (168): ssh: connect to host … refused`.
 * A oned 6.10 that was seen to fail said no reason there; its monitord did, about the host's id, in lines like
 * `… [Z0][MDP][W]: Start monitor failed for host 168: …` or `… Error parsing start message for host 168: …`.
 * A host that came back since has none: neither writes that down as the end of it, so the pool's own state decides
 * whether a reason is shown.
 */
export function hostFailuresIn(onedLog: string, monitorLog = ''): readonly HostFailure[] {
  const failures = new Map<string, HostFailure>();
  const names = new Map<string, string>();
  const note = (host: string, told: string) => {
    const reason = told.trim().slice(0, reasonCharactersMax);
    failures.delete(host);
    if (reason !== '' && reason !== '-') failures.set(host, { host, reason });
  };
  for (const [, host = '', id = '', told = ''] of onedLog.matchAll(
    /Error monitoring Host (\S+) \((\d+)\):(.*)$/gm,
  )) {
    names.set(id, host);
    note(host, told);
  }
  const silent = new Set([...names.values()].filter((host) => !failures.has(host)));
  for (const [, id = '', told = ''] of monitorLog.matchAll(
    /(?:Start monitor failed|Error parsing start message) for host (\d+):(.*)$/gm,
  )) {
    const host = names.get(id);
    if (host !== undefined && silent.has(host)) note(host, told);
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

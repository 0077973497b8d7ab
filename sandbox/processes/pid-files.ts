import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ProcessIdentity } from './process-identity.ts';

export interface NamedProcess extends ProcessIdentity {
  /** "coordinator", "agent-hapy1", "helper-hapy1", "lan". */
  readonly name: string;
}

export async function writePidFile(directory: string, named: NamedProcess): Promise<void> {
  const path = join(directory, `${named.name}.pid`);
  await writeFile(`${path}.tmp`, `${named.pid} ${named.startTicks}\n`, { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}

export async function readPidFiles(directory: string): Promise<NamedProcess[]> {
  const files = await readdir(directory).catch(() => []);
  const named: NamedProcess[] = [];
  for (const file of files.filter((each) => each.endsWith('.pid'))) {
    const text = await readFile(join(directory, file), 'utf8').catch(() => '');
    const [pid, startTicks = ''] = text.trim().split(' ');
    if (startTicks !== '') named.push({ name: file.slice(0, -'.pid'.length), pid: Number(pid), startTicks });
  }
  return named;
}

export async function removePidFile(directory: string, name: string): Promise<void> {
  await rm(join(directory, `${name}.pid`), { force: true });
}

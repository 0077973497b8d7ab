import { realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import { stopNode } from './double/stop-node.ts';
import { inParallel } from './in-parallel.ts';
import { nodeLayout, type SandboxLayout, sandboxLayout } from './layout.ts';
import { markedProcesses } from './processes/marked-processes.ts';
import { type NamedProcess, readPidFiles, removePidFile } from './processes/pid-files.ts';
import { stopProcesses } from './processes/stop-processes.ts';
import { readRecord, writeRecord } from './record.ts';

/**
 * Stops a sandbox, makes sure that nothing of it runs any more, and removes its directory unless `keep`.
 *
 * @throws HapyError HAPY-E271 the directory is no sandbox, HAPY-E276 something would not end (all files stay)
 */
export async function takeSandboxDown(o: {
  readonly directory: string;
  readonly keep: boolean;
}): Promise<void> {
  const directory = await realpath(o.directory).catch(() => o.directory);
  const layout = sandboxLayout(directory);
  const record = await readRecord(layout);
  if (record === undefined) throw new HapyError('HAPY-E271', { directory });
  await stopSandbox(layout);
  if (o.keep) {
    await writeRecord(layout, { ...record, state: 'kept' });
    return;
  }
  await rm(layout.sockets, { recursive: true, force: true });
  // The record goes last: a removal that is broken off can be repeated.
  for (const path of [layout.nodes, layout.logs, layout.pids, layout.lan, join(directory, 'coordinator')]) {
    await rm(path, { recursive: true, force: true });
  }
  await rm(directory, { recursive: true, force: true });
}

/** Whoever acts is stopped before those that it would miss. */
const order = ['coordinator', 'agent-', 'helper-'] as const;

/** Stops every process of the sandbox and leaves its files. @throws HapyError HAPY-E276 */
export async function stopSandbox(layout: SandboxLayout): Promise<void> {
  const named = await readPidFiles(layout.pids);
  for (const prefix of order)
    await stopNamed(
      layout,
      named.filter((each) => each.name.startsWith(prefix)),
    );
  const record = await readRecord(layout);
  await inParallel(record?.nodes ?? [], 4, (node) => stopNode(nodeLayout(layout, node.name).root));
  await stopNamed(layout, named);
  // What outlives its parents on purpose (operations, oned's hooks) is named by no file of ours.
  const left = await stopProcesses(
    markedProcesses(layout.directory).filter((each) => each.pid !== process.pid),
  );
  if (left.length > 0) {
    const processes = left.map((each) => each.pid).join(', ');
    throw new HapyError('HAPY-E276', { count: left.length, processes, directory: layout.directory });
  }
}

async function stopNamed(layout: SandboxLayout, processes: readonly NamedProcess[]): Promise<void> {
  await stopProcesses(processes);
  for (const { name } of processes) await removePidFile(layout.pids, name);
}

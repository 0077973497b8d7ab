import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from './file-lock.ts';
import { readMachine } from './machine.ts';
import { deleteAddress } from './network/addresses.ts';
import { nodePaths } from './node-paths.ts';

/** How long a process may take to end by itself before it is killed, in milliseconds. */
const graceMs = 800;

/**
 * Ends whatever runs of that node (oned, detached operations) and removes what a dead machine does not keep:
 * lock, process ids, unit state, the virtual address. Files of the node stay.
 */
export async function stopNode(root: string): Promise<void> {
  const paths = nodePaths(root);
  const pidFiles = [paths.onedPid, ...unitPidFiles(paths.runDirectory)];
  const pids = pidFiles.map(readPid).filter((pid) => pid !== undefined && isRunning(pid) && isOf(pid, root));
  await endAll(pids.filter((pid) => pid !== undefined));
  for (const file of [...pidFiles, paths.onedLock, paths.onedUnit, paths.vipLock, paths.networkLock]) {
    rmSync(file, { force: true });
  }
  const machine = readMachine(root);
  await deleteAddress(root, machine.interface, machine.vip);
}

function unitPidFiles(runDirectory: string): string[] {
  const units = join(runDirectory, 'units');
  try {
    return readdirSync(units)
      .filter((name) => name.endsWith('.pid'))
      .map((name) => join(units, name));
  } catch {
    return [];
  }
}

function readPid(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8').trim());
  } catch {
    return undefined;
  }
}

/** A process id may have been given away since: only one whose command line names the node's root is ours. */
function isOf(pid: number, root: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(root);
  } catch {
    return false;
  }
}

async function endAll(pids: readonly number[]): Promise<void> {
  for (const pid of pids) signal(pid, 'SIGTERM');
  const untilMs = performance.now() + graceMs;
  while (pids.some(isRunning) && performance.now() < untilMs) await pause();
  for (const pid of pids.filter(isRunning)) signal(pid, 'SIGKILL');
  while (pids.some(isRunning)) await pause();
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended between the look and the signal.
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}

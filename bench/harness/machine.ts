import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

import { installedFile } from '../../services/base/installation.ts';

/** Where the figures come from: nobody can compare them without. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly system: string;
  readonly node: string;
  readonly commit: string;
  /** Processes that wanted to run, on average over a minute, when the run began: what else the machine did. */
  readonly loadAtStart: number;
}

export function describeMachine(): Machine {
  const release = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux';
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    kernel: readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim(),
    system: release,
    node: process.version,
    commit: commitOf(installedFile('.')),
    loadAtStart: loadavg()[0] ?? 0,
  };
}

/** More than a quarter of its cores were wanted by others before anything was measured. */
export function wasBusy({ loadAtStart, cores }: Machine): boolean {
  return loadAtStart > cores / 4;
}

function commitOf(folder: string): string {
  try {
    return execFileSync('git', ['-C', folder, 'describe', '--always', '--dirty'], {
      encoding: 'utf8',
    }).trim();
  } catch {
    return 'no checkout';
  }
}

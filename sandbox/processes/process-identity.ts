import { readFileSync } from 'node:fs';

/**
 * A process that cannot be mistaken for a later one with the same number: its start time is in clock ticks
 * since the boot (proc(5), field 22 of /proc/PID/stat).
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: string;
}

/** The identity of a process that runs now, undefined when there is none (a zombie is none). */
export function identityOf(pid: number): ProcessIdentity | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name in parentheses may hold anything, parentheses included, so fields are counted after the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', startTicks = ''] = [fields[0], fields[19]];
  return state === 'Z' || state === 'X' ? undefined : { pid, startTicks };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identityOf(identity.pid)?.startTicks === identity.startTicks;
}

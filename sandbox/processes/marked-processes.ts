import { readdirSync, readFileSync } from 'node:fs';

import { identityOf, type ProcessIdentity } from './process-identity.ts';

/** Stands in the environment of every process of a sandbox, and of all that these start themselves. */
export const markVariable = 'HAPY_SANDBOX';

/**
 * Every process of this user that carries the mark of the sandbox in `directory`: also those that no pid file
 * names, such as a node's oned or an operation that outlived its agent.
 */
export function markedProcesses(directory: string): ProcessIdentity[] {
  const mark = `${markVariable}=${directory}`;
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry) || !hasEnvironment(entry, mark)) return [];
    const identity = identityOf(Number(entry));
    return identity === undefined ? [] : [identity];
  });
}

function hasEnvironment(pid: string, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1')
      .split('\0')
      .some((entry) => Buffer.from(entry, 'latin1').toString() === mark);
  } catch {
    // Not ours to read, or gone in the meantime.
    return false;
  }
}

import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Whether a process of that number runs; one that has ended and waits for its parent (a zombie) does not. */
export function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return status.slice(status.lastIndexOf(')') + 2, status.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}

/** The process id in a file, when that process still runs. */
export function runningPid(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8').trim());
    return isRunning(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes a lock file that holds its owner's process id; false when another process has it. A lock whose
 * owner has gone is taken over, as the kernel would free an flock. The file appears with its content in it
 * (link), so that nobody takes a lock just made for an abandoned one.
 */
export function tryLock(path: string): boolean {
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      try {
        linkSync(mine, path);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      if (runningPid(path) !== undefined) return false;
      rmSync(path, { force: true });
    }
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

export function unlock(path: string): void {
  rmSync(path, { force: true });
}

/** Waits for a lock by asking every 10 ms; false when `waitMs` have passed or the signal says to stop waiting. */
export async function lockWithin(path: string, waitMs: number, signal?: AbortSignal): Promise<boolean> {
  const untilMs = performance.now() + waitMs;
  while (!tryLock(path)) {
    if (performance.now() >= untilMs || signal?.aborted) return false;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return true;
}

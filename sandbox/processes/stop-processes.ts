import { type Clock, systemClock } from '../../services/base/clock.ts';
import { isAlive, type ProcessIdentity } from './process-identity.ts';

/** Every program of ours ends within 5 s of a SIGTERM; a little more for a busy machine. */
const politeMs = 8_000;
const killMs = 3_000;
const lookMs = 20;

/** Ends processes, politely first. Gives those that are still there, which should be none. */
export async function stopProcesses(
  processes: readonly ProcessIdentity[],
  clock: Clock = systemClock,
): Promise<ProcessIdentity[]> {
  let left = processes.filter(isAlive);
  for (const [signal, waitMs] of [
    ['SIGTERM', politeMs],
    ['SIGKILL', killMs],
  ] as const) {
    for (const identity of left) send(identity, signal);
    const untilMs = clock.now() + waitMs;
    // They are not our children, so nobody tells us when they end.
    while ((left = left.filter(isAlive)).length > 0 && clock.now() < untilMs) await clock.delay(lookMs);
    if (left.length === 0) return [];
  }
  return left;
}

function send(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  try {
    process.kill(identity.pid, signal);
  } catch {
    // It ended between the look and the signal.
  }
}

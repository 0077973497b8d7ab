import { setTimeout as delay } from 'node:timers/promises';

const everyMs = 250;
/** Whoever waits in vain finds out late; a busy machine, never for nothing. */
const longestMs = 600_000;

/** Waits for a condition, and says which when it does not come. */
export async function until(what: string, holds: () => Promise<boolean>, waitMs = longestMs): Promise<void> {
  const endMs = performance.now() + waitMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`in vain: until ${what}`);
    await delay(everyMs);
  }
}

import { runsAll } from './turn.ts';

const longestMs = 8 * 60_000;

/**
 * A sample of so many, from 0, for as long as eight minutes last: a quick machine tries all of it, a slow one fewer, but never
 * fewer than `atLeast`. `HAPY_LAB=all` tries all of it, however long that takes.
 */
export function* sampleInTime(count: number, atLeast: number): Generator<number> {
  const begunMs = performance.now();
  for (let at = 0; at < count; at += 1) {
    if (!runsAll && at >= atLeast && performance.now() - begunMs >= longestMs) return;
    yield at;
  }
}

import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 collect garbage in one go rather than bit by bit, for programs whose heap is small and stays so.
 *
 * What a stream passes on lies outside of the heap, and 32 MiB of it are reason enough for V8 to begin to mark all that is
 * in use: each time anew, for a quarter of a gigabyte forty times and more than half of an agent's processor time. Without
 * steps in between it begins at 64 MiB and is done after some 20 ms, a third as often (`npm run bench -- --only seed`).
 * A coordinator's heap grows with its nodes, and so would its pauses: it leaves V8 as it is.
 */
export function collectAtOnce(): void {
  setFlagsFromString('--no-incremental-marking');
}

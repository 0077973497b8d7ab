import { seedOfCommit } from '../seed-of-commit.ts';

/**
 * Long tests of one kind take turns from commit to commit, so that the lab stays within the hour that it has on two
 * cores. `HAPY_LAB=all` runs them all; `HAPY_SEED` chooses whose turn it is.
 */
export const runsAll = process.env['HAPY_LAB'] === 'all';

/** Whether it is the turn of the one at `place`, of as many as there are. */
export function hasItsTurn(place: number, places: number): boolean {
  return runsAll || seedOfCommit() % places === place % places;
}

/** One of so many equal parts of a list, spread over it, another with each commit; the whole list with `HAPY_LAB=all`. */
export function partInTurn<T>(list: readonly T[], parts: number): readonly T[] {
  return list.filter((_, place) => hasItsTurn(place, parts));
}

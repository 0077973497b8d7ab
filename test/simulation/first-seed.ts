/**
 * Where the gate's seeds begin; HAPY_SEED asks for others. They do not follow the commit: new schedules still find a
 * defect in about one of two thousand, and that must not depend on the number of somebody's unrelated commit. New ones
 * are looked for by `npm run soak -- --simulate N --seed S`.
 */
export function firstSeed(): number {
  const asked = process.env['HAPY_SEED'];
  return asked !== undefined && /^\d{1,10}$/.test(asked) ? Number(asked) : 248_267_796;
}

/** Schedules that are known to break something still, and what; each is a defect to be mended, not an exception. */
export const knownToFail: ReadonlyMap<number, string> = new Map([
  [
    1_248_273_974,
    'a repair that was cut off goes on with the seed that it had made, over a follower that has gone on meanwhile',
  ],
]);

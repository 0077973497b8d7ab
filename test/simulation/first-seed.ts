/**
 * Where the gate's seeds begin; HAPY_SEED asks for others. They do not follow the commit: new schedules still find a
 * defect in about one of two thousand, and that must not depend on the number of somebody's unrelated commit. New ones
 * are looked for by `npm run soak -- --simulate N --seed S`.
 *
 * Known to fail: 248539389. A leader that is cut off takes a host into its log; the run ends, the network comes back,
 * the run is resumed and the leader's agent reads a pool in which the record is not applied yet. So it adds the host
 * again, and both are committed. What an add is decided by must be read only after all that stood in the log when
 * it was asked for is committed.
 */
export function firstSeed(): number {
  const asked = process.env['HAPY_SEED'];
  return asked !== undefined && /^\d{1,10}$/.test(asked) ? Number(asked) : 248_267_796;
}

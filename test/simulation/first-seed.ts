/**
 * Where the gate's seeds begin; HAPY_SEED asks for others. They do not follow the commit: new schedules still find a
 * defect in about one of two thousand, and that must not depend on the number of somebody's unrelated commit. New ones
 * are looked for by `npm run soak -- --simulate N --seed S`.
 */
export function firstSeed(): number {
  const asked = process.env['HAPY_SEED'];
  return asked !== undefined && /^\d{1,10}$/.test(asked) ? Number(asked) : 248_267_796;
}

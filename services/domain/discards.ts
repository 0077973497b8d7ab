import type { Plan } from './plan.ts';

/** The databases that a plan may replace although they hold data: by node, the digest of what they hold. */
export function discardsIn(plan: Plan): ReadonlyMap<string, string> {
  return new Map(
    plan.actions.flatMap(({ kind, node, parameters }) => {
      const digest = parameters['discardDatabaseDigest'] ?? '';
      return kind === 'import-seed' && digest !== '' ? [[node, digest] as const] : [];
    }),
  );
}

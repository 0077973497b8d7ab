import { expectations } from './expectations.ts';
import type { OnedUnderTest } from './oned-under-test.ts';

/** How one expectation came out: undefined reason, it holds. */
export interface Outcome {
  readonly name: string;
  readonly outcome: 'holds' | 'fails' | 'skipped';
  readonly reason: string;
}

/** Holds every expectation that makes sense in its present state against an oned, one after the other. */
export async function* checkOned(oned: OnedUnderTest): AsyncGenerator<Outcome> {
  const situation = await situationOf(oned);
  for (const { name, needs, check } of expectations) {
    if (needs !== undefined && !situation.has(needs)) {
      yield { name, outcome: 'skipped', reason: `needs ${needs}` };
      continue;
    }
    yield await check(oned).then(
      () => ({ name, outcome: 'holds', reason: '' }) as const,
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        return { name, outcome: 'fails', reason } as const;
      },
    );
  }
}

type Need = NonNullable<(typeof expectations)[number]['needs']>;

/** Who may write is found by asking for the version: a follower without a leader refuses it (fact 12). */
async function situationOf(oned: OnedUnderTest): Promise<ReadonlySet<Need>> {
  const { state } = await oned.raft();
  if (state === 'solo') return new Set(['writes', 'solo']);
  const led = await oned.value('one.system.version').then(
    () => true,
    () => false,
  );
  return new Set([led ? 'writes' : 'no-leader']);
}

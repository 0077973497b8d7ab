import { oncePerSnapshot } from './once-per-snapshot.ts';
import type { Snapshot } from './snapshot.ts';

/** ELECTION_TIMEOUT_MS as oned.conf is shipped, 5.12 to 6.10. */
const shippedMs = 5000;
/** Longer than the second that a candidate waits for a dead peer's vote (XMLRPC_TIMEOUT_MS as shipped). */
export const electionStepMs = 1500;
/** Outside of these a value is no choice for a network but an accident. */
const baseMsMin = 1000;
const baseMsMax = 120_000;

/**
 * Milliseconds a follower waits for its leader before it stands for election. Staggered by index, because
 * followers with equal time-outs stand at the same instant: a first election was clean in 7 of 7 runs with
 * this stagger and doubled in about half of those without (opennebula.md sections 2 and 8).
 */
export function electionTimeoutMsOf(index: number, baseMs = shippedMs): number {
  return baseMs + electionStepMs * index;
}

/**
 * What index 0 waits: as long as its own oned.conf says, for whoever has made that longer has had a reason. Once there
 * are members their oned.conf tell it, whichever of them report: each is so many steps above it as its index says,
 * or more where a server was removed since.
 */
export const electionBaseMs = oncePerSnapshot((snapshot) => {
  const { spec, indexes } = snapshot;
  const told: number[] = [];
  for (const { node, guard, configuration } of snapshot.states()) {
    const index = indexes.get(node);
    if (index === undefined || guard.state !== 'member' || guard.clusterId !== spec.clusterId) continue;
    told.push(configuration.electionTimeoutMs - electionStepMs * index);
  }
  const first = snapshot.state(snapshot.first.name)?.configuration.electionTimeoutMs ?? shippedMs;
  const base = told.length === 0 ? first : Math.max(...told);
  return base >= baseMsMin && base <= baseMsMax ? base : shippedMs;
});

/** How long an election may take on a busy machine, warm-up and second tries among it; 3 minutes as shipped. */
export function electedWithinMs(snapshot: Snapshot): number {
  return 2 * 60_000 + 12 * Math.max(shippedMs, electionBaseMs(snapshot));
}

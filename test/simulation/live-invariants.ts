import { majorityOf } from '../../services/domain/spec.ts';
import type { ModelWorld } from '../doubles/model-world.ts';
import type { Cables } from './cables.ts';
import { invariants, type Look } from './invariants.ts';
import type { TimedRaft } from './timed-raft.ts';

/** Those of the model that hold at any moment of a zone with time, by their names. */
const always = ['no server and no host twice', 'never as another server'] as const;

/** `leader` here is whoever could lead: a name while a majority of the pool runs and can talk to each other. */
export function liveLookAt(raft: TimedRaft, cables: Cables): Look {
  const serving = raft.serving();
  const newest = serving.toSorted(
    (one, other) =>
      other.machine.log.lastTerm - one.machine.log.lastTerm ||
      other.machine.log.lastIndex - one.machine.log.lastIndex,
  )[0];
  const index = newest?.machine.log.lastIndex ?? -1;
  const pool = newest?.node.database.servers ?? [];
  const voters = serving.filter(({ machine }) => pool.some(({ id }) => id === machine.serverId));
  const quorum = voters.some(({ node }) => {
    const together = voters.filter((other) => cables.joins(node.spec.name, other.node.spec.name));
    return together.length >= majorityOf(pool.length);
  });
  return { leader: quorum ? newest?.node.spec.name : undefined, index, poolSize: pool.length };
}

export function checkLiveInvariants(
  world: ModelWorld,
  raft: TimedRaft,
  cables: Cables,
  { before, ours }: { readonly before: Look; readonly ours: boolean },
): void {
  const hadQuorum = before.leader !== undefined && before.poolSize > 1;
  if (ours && hadQuorum && liveLookAt(raft, cables).leader === undefined) {
    throw new Error('never below quorum by our act: no majority is left that could lead');
  }
  for (const name of always) {
    try {
      invariants[name](world);
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
    }
  }
}

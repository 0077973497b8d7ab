import { electionBaseMs, electionTimeoutMsOf } from './election-timeouts.ts';
import type { NodeState } from './observed.ts';
import { oncePerSnapshot } from './once-per-snapshot.ts';
import type { Snapshot } from './snapshot.ts';
import { missingHookInterface } from './virtual-address.ts';

/** It runs in HA, and nobody of ours has made it do so. */
export function isAdoptable({ guard, oned, node }: NodeState, snapshot: Snapshot): boolean {
  const raft = oned.raft;
  if (guard.state !== 'free' || raft === undefined || raft.state === 'solo') return false;
  return raft.serverId === snapshot.serverIdOf(node);
}

/** The keys of oned.conf and monitord.conf that we own and that say something else than we would write. */
export function driftedKeysOf(state: NodeState, snapshot: Snapshot): readonly string[] {
  const { guard } = state;
  const ours = guard.state === 'member' && guard.clusterId === snapshot.spec.clusterId;
  return ours ? unlikeOurs(state, guard.serverId, snapshot, timeoutsClash(snapshot)) : [];
}

/** The same of a server that nobody has taken charge of yet: what is to be put in place once somebody has. */
export function keysToPutInPlace(state: NodeState, snapshot: Snapshot): readonly string[] {
  const serverId = snapshot.serverIdOf(state.node);
  if (serverId === undefined || !isAdoptable(state, snapshot)) return [];
  return unlikeOurs(state, serverId, snapshot, timeoutsWillClash(snapshot));
}

/** After a removal the others keep what they had; it matters only that no two are the same (spec.ts). */
export const timeoutsClash = oncePerSnapshot((snapshot) =>
  clash(snapshot, ({ guard }) => guard.state === 'member'),
);
const timeoutsWillClash = oncePerSnapshot((snapshot) =>
  clash(snapshot, (state) => state.guard.state === 'member' || isAdoptable(state, snapshot)),
);

function clash(snapshot: Snapshot, counts: (state: NodeState) => boolean): boolean {
  const counted = [...snapshot.states()].filter(counts);
  return new Set(counted.map(({ configuration }) => configuration.electionTimeoutMs)).size < counted.length;
}

function unlikeOurs(
  state: NodeState,
  serverId: number,
  snapshot: Snapshot,
  timeoutsAlike: boolean,
): readonly string[] {
  const { configuration, node } = state;
  const { address } = snapshot.spec.vip;
  const index = snapshot.indexes.get(node);
  if (index === undefined) return [];
  const says = (hook: string, role: string) =>
    new RegExp(`^${role} \\S+ ${address.replaceAll('.', '\\.')}/\\d+$`).test(hook);
  const wrong: readonly (readonly [string, boolean])[] = [
    ['SERVER_ID', configuration.serverId !== serverId],
    [
      'RAFT_LEADER_HOOK',
      !says(configuration.leaderHook, 'leader') || missingHookInterface(state) !== undefined,
    ],
    ['RAFT_FOLLOWER_HOOK', !says(configuration.followerHook, 'follower')],
    [
      'ELECTION_TIMEOUT_MS',
      timeoutsAlike &&
        configuration.electionTimeoutMs !== electionTimeoutMsOf(index, electionBaseMs(snapshot)),
    ],
    ['MONITOR_ADDRESS', configuration.monitorAddress !== '' && configuration.monitorAddress !== address],
  ];
  return wrong.filter(([, differs]) => differs).map(([key]) => key);
}

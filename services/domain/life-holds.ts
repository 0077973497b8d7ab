import { driftedKeysOf } from './drifted-keys.ts';
import type { LifeCondition } from './life-condition.ts';
import type { NodeState, SeedManifest } from './observed.ts';
import { hostOf, servingMember } from './of-snapshot.ts';
import { leaderPlace, type Place } from './place.ts';
import type { Snapshot } from './snapshot.ts';
import { majorityOf } from './spec.ts';

/** OpenNebula's numbers for a host that the scheduler leaves alone: disabled, monitored as disabled, offline. */
const hostsDisabled: ReadonlySet<number> = new Set([4, 7, 8]);

/** Decides the conditions of life-condition.ts. What was not reported never holds. */
export function lifeHolds(condition: LifeCondition, snapshot: Snapshot): boolean {
  switch (condition.is) {
    case 'quorum-without':
      return quorumWithout(condition.node, snapshot);
    case 'not-leading':
      return snapshot.leader !== undefined && snapshot.leader !== condition.node;
    case 'unheard':
      return snapshot.state(condition.node) === undefined;
    case 'host-absent':
      return snapshot.leader !== undefined && hostOf(condition.node, snapshot) === undefined;
    case 'host-disabled':
      return isHostAbsentOr(condition.node, snapshot, ({ state }) => hostsDisabled.has(state));
    case 'drained':
      return isHostAbsentOr(condition.node, snapshot, ({ runningVms }) => runningVms === 0);
    case 'identity-barred':
      return snapshot.leaving.get(condition.node)?.barred !== false;
    case 'forgotten':
      return !snapshot.leaving.has(condition.node);
    case 'fit-to-join':
      return unfitness(snapshot.state(condition.node), condition.discard, snapshot) === undefined;
    case 'rolled-out':
      return snapshot.state(condition.node)?.instance.reconfiguredFor.endsWith(`#${condition.id}`) === true;
    case 'server-gone':
      return snapshot.leaderZone?.servers.every(({ id }) => String(id) !== condition.server) === true;
    case 'in-log-window':
      return isInLogWindow(condition.node, snapshot);
    case 'seed-in-log-window': {
      const state = stateAt(condition.node, snapshot);
      const seed = state?.seeds.exported;
      return seed !== undefined && seed.lastLogIndex + 1 >= (state?.database.firstLogIndex ?? -1);
    }
    case 'seed-not-behind':
      return isNotBehind(stateAt(condition.node, snapshot)?.seeds.exported, snapshot.state(condition.for));
    case 'has-seed-of': {
      const wanted = stateAt(condition.from, snapshot)?.seeds.exported?.seedId;
      return wanted !== undefined && snapshot.state(condition.node)?.seeds.imported?.seedId === wanted;
    }
    case 'vip-absent':
      return snapshot.state(condition.node)?.addresses.every(isNotVip(snapshot)) === true;
    case 'keys-in-place': {
      const state = snapshot.state(condition.node);
      return state !== undefined && driftedKeysOf(state, snapshot).length === 0;
    }
    case 'adopted': {
      const guard = snapshot.state(condition.node)?.guard;
      return guard?.state === 'member' && guard.clusterId === snapshot.spec.clusterId;
    }
    case 'undisturbed':
      return [...snapshot.states()].every(({ instance }) => (instance.foreignProgram ?? '') === '');
  }
}

/** Of two logs the one with the later term at its end has the more; of one term the longer (Raft, section 5.4.1). */
function isNotBehind(seed: SeedManifest | undefined, state: NodeState | undefined): boolean {
  if (seed === undefined || state === undefined) return false;
  const { lastLogIndex = -1, lastLogTerm = -1 } = state.database;
  if (seed.lastLogTerm !== lastLogTerm) return seed.lastLogTerm > lastLogTerm;
  return seed.lastLogIndex >= lastLogIndex;
}

function stateAt(place: Place, snapshot: Snapshot): NodeState | undefined {
  const name = place === leaderPlace ? snapshot.leader : place;
  return name === undefined ? undefined : snapshot.state(name);
}

/** Those who serve besides the node are a majority of the pool. */
function quorumWithout(node: string, snapshot: Snapshot): boolean {
  const zone = snapshot.leaderZone;
  if (zone === undefined) return false;
  const others = [...snapshot.pool(zone).entries.keys()].filter((name) => {
    const state = snapshot.state(name);
    return name !== node && state !== undefined && servingMember(state, snapshot);
  });
  return others.length >= majorityOf(zone.servers.length);
}

function isHostAbsentOr(
  node: string,
  snapshot: Snapshot,
  test: (host: NodeState['hosts'][number]) => boolean,
): boolean {
  if (snapshot.leader === undefined) return false;
  const host = hostOf(node, snapshot);
  return host === undefined || test(host);
}

function isNotVip(snapshot: Snapshot): (each: NodeState['addresses'][number]) => boolean {
  return ({ address }) => address !== snapshot.spec.vip.address;
}

/**
 * Why a node may not join yet, as a word; undefined when it may. Whether what its database holds may be replaced
 * is for its own agent to decide too, who sees it at the last moment.
 */
export function unfitness(
  state: NodeState | undefined,
  discard: string | undefined,
  snapshot: Snapshot,
): 'silent' | 'other-cluster' | 'unreadable' | 'data' | undefined {
  if (state === undefined) return 'silent';
  const { guard, database, seeds } = state;
  if (guard.state === 'unreadable') return 'unreadable';
  if (guard.clusterId !== '' && guard.clusterId !== snapshot.spec.clusterId) return 'other-cluster';
  const ours = seeds.imported?.clusterId === snapshot.spec.clusterId;
  return database.pristine || ours || discard === database.contentDigest ? undefined : 'data';
}

/** A follower that lacks what the leader has thrown away cannot catch up by the log (opennebula.md section 1 E). */
function isInLogWindow(node: string, snapshot: Snapshot): boolean {
  const leader = snapshot.leader === undefined ? undefined : snapshot.state(snapshot.leader);
  const raft = snapshot.state(node)?.oned.raft;
  if (leader === undefined || raft === undefined) return false;
  return raft.logIndex + 1 >= (leader.database.firstLogIndex ?? -1);
}

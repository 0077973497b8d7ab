import { hasAllCommitted } from './committed.ts';
import { type Condition, isNodeCondition, type NodeCondition } from './condition.ts';
import { leaderPlace } from './place.ts';
import { isLifeCondition } from './life-condition.ts';
import { lifeHolds } from './life-holds.ts';
import { hostOf, isReconfiguredFor, servingMember } from './of-snapshot.ts';
import type { NodeState, SeedManifest, ZoneServer } from './observed.ts';
import { poolShape } from './pool-shape.ts';
import { isEntryOfOurs } from './server-identity.ts';
import type { Snapshot } from './snapshot.ts';
import { majorityOf, zoneEndpointOf } from './spec.ts';
import { isStorageCondition } from './storage/storage-condition.ts';
import { storageHolds } from './storage/storage-holds.ts';

/** OpenNebula's number for a host that is monitored and shown as "on" (opennebula.md section 5). */
const hostMonitored = 2;

/** Whether a condition holds, and if not, a key of the message table that says what is missing. */
export type Verdict =
  | { readonly holds: true }
  | { readonly holds: false; readonly reason: string; readonly parameters: Readonly<Record<string, string>> };

/** Decides one condition against one observation. What was not reported never holds. */
export function verdictIn(condition: Condition, snapshot: Snapshot): Verdict {
  if (holdsIn(condition, snapshot)) return { holds: true };
  const node = 'node' in condition ? condition.node : '';
  return { holds: false, reason: `condition.${condition.is}`, parameters: { node } };
}

/** The same as a plain answer, for the planner, which asks of one snapshot many times. */
export function holdsIn(condition: Condition, snapshot: Snapshot): boolean {
  if (isLifeCondition(condition)) return lifeHolds(condition, snapshot);
  if (isStorageCondition(condition)) return storageHolds(condition, snapshot);
  if (isNodeCondition(condition)) return nodeHolds(condition, snapshot);
  switch (condition.is) {
    case 'all-held':
      return namesIn(condition, snapshot).every((node) => isHeld(snapshot.state(node)));
    case 'all-servers-in-pool':
      return allServersInPool(placeState(condition.at, snapshot), condition, snapshot);
    case 'seed-exported':
      return seedExported(placeState(condition.node, snapshot), condition, snapshot);
    case 'majority-seeded':
      return majoritySeeded(condition, snapshot);
    case 'server-in-pool':
      return serverCount(placeState(condition.at, snapshot), condition.node, snapshot) === 1;
    case 'server-not-in-pool':
      return serverCount(placeState(condition.at, snapshot), condition.node, snapshot) === 0;
    case 'entries-at-most': {
      const count = entriesOfOurs(placeState(condition.at, snapshot), condition.node, snapshot)?.length;
      return count !== undefined && count <= condition.count;
    }
    case 'no-entries-of-ours':
      return snapshot.spec.nodes.every(
        ({ name }) => entriesOfOurs(placeState(condition.at, snapshot), name, snapshot)?.length === 0,
      );
    case 'all-serving':
      return namesIn(condition, snapshot).every((name) => {
        const state = snapshot.state(name);
        return state !== undefined && servingMember(state, snapshot);
      });
    case 'zone-led':
      return snapshot.leader !== undefined;
    case 'led-by-another':
      return snapshot.leader !== undefined && snapshot.leader !== condition.node;
    case 'written-in-term': {
      const raft = placeState(leaderPlace, snapshot)?.oned.raft;
      return raft !== undefined && raft.logTerm === raft.term && raft.commit === raft.logIndex;
    }
    case 'contents-equal':
      return contentsEqual(snapshot);
    case 'zone-in-sync':
      return zoneInSync(snapshot);
    case 'zone-endpoint-set':
      return zoneEndpointSet(snapshot);
    case 'vip-on-leader':
      return vipOnLeader(snapshot);
    case 'all-hosts-on':
      return snapshot.spec.nodes.every((node) => hostOf(node.name, snapshot)?.state === hostMonitored);
    case 'host-added':
    case 'host-on':
      return snapshot.state(condition.node) !== undefined && hostHolds(condition, snapshot);
  }
}

/** The hosts are the zone's; one whose own node is silent is not believed to be on. */
function hostHolds(
  { is, node }: Extract<Condition, { readonly is: 'host-added' | 'host-on' }>,
  snapshot: Snapshot,
): boolean {
  const host = hostOf(node, snapshot);
  return is === 'host-on' ? host?.state === hostMonitored : host !== undefined;
}

function nodeHolds(condition: NodeCondition, snapshot: Snapshot): boolean {
  const state = snapshot.state(condition.node);
  if (state === undefined) return false;
  switch (condition.is) {
    case 'instantiated':
      return state.instance.status === 'done';
    case 'held':
      return isHeld(state);
    case 'stopped':
      return isStopped(state);
    case 'configured-solo':
      return state.guard.state === 'solo' && state.configuration.serverId === -1;
    case 'serving-solo':
      return state.oned.raft?.state === 'solo' && state.oned.raft.serverId === -1;
    case 'seed-imported':
      return seedImported(state, snapshot);
    case 'configured-member':
      return configuredMember(state, snapshot);
    case 'oned-running':
      return state.oned.process === 'running';
    case 'ready-for-second':
      return readyForSecond(state);
    case 'serving-member':
      return servingMember(state, snapshot);
    case 'peer-ssh-configured':
      return state.ssh.peersDigest === snapshot.peersDigest;
    case 'reconfigured':
      return state.seeds.imported !== undefined && isReconfiguredFor(state, state.seeds.imported.seedId);
    case 'as-before':
      return isAsBefore(state, snapshot);
    case 'configured-alone':
      return state.configuration.serverId === -1;
  }
}

function placeState(place: string, snapshot: Snapshot): NodeState | undefined {
  const name = place === leaderPlace ? snapshot.leader : place;
  return name === undefined ? undefined : snapshot.state(name);
}

function isStopped(state: NodeState | undefined): boolean {
  // A unit that is "stopped" while something answers at the endpoint is not stopped: the thirteenth fact.
  return state !== undefined && state.oned.process !== 'running' && state.oned.raft === undefined;
}

function isHeld(state: NodeState | undefined): boolean {
  return state?.guard.state === 'held' && isStopped(state);
}

function serverCount(state: NodeState | undefined, node: string, snapshot: Snapshot): number | undefined {
  if (state?.zone === undefined) return undefined;
  return snapshot.pool(state.zone).entries.get(node)?.length ?? 0;
}

/** The entries of `node` that a founding of ours made; undefined while that pool cannot be seen. */
export function entriesOfOurs(
  state: NodeState | undefined,
  node: string,
  snapshot: Snapshot,
): readonly ZoneServer[] | undefined {
  const spec = snapshot.nodes.get(node);
  if (state?.zone === undefined || spec === undefined) return undefined;
  const entries = snapshot.pool(state.zone).entries.get(node) ?? [];
  return entries.filter((server) => isEntryOfOurs(spec, server));
}

function isAsBefore({ guard, seeds }: NodeState, snapshot: Snapshot): boolean {
  if (guard.state !== 'free') return false;
  const { clusterId } = snapshot.spec;
  return [seeds.imported, seeds.uploaded, seeds.exported].every((seed) => seed?.clusterId !== clusterId);
}

/** Whom a condition about several nodes is about. */
interface About {
  readonly nodes?: readonly string[];
  readonly for?: string;
}

function namesIn({ nodes }: About, snapshot: Snapshot): readonly string[] {
  return nodes ?? snapshot.spec.nodes.map((node) => node.name);
}

function allServersInPool(state: NodeState | undefined, about: About, snapshot: Snapshot): boolean {
  return state?.zone !== undefined && namesExactly(state.zone.servers, about, snapshot);
}

function namesExactly(servers: SeedManifest['servers'], about: About, snapshot: Snapshot): boolean {
  const pool = snapshot.poolOf(servers);
  const names = namesIn(about, snapshot);
  if (pool.foreign.length > 0 || pool.entries.size !== names.length) return false;
  return names.every((name) => pool.entries.get(name)?.length === 1);
}

function seedExported(state: NodeState | undefined, about: About, snapshot: Snapshot): boolean {
  const seed = state?.seeds.exported;
  if (state === undefined || seed === undefined || seed.clusterId !== snapshot.spec.clusterId) return false;
  // Writes made in solo are in no log: a seed is void once the stopped database differs from it.
  if (isStopped(state) && seed.contentDigest !== state.database.contentDigest) return false;
  if (about.for === undefined) return namesExactly(seed.servers, about, snapshot);
  const own = snapshot.poolOf(seed.servers).entries.get(about.for);
  // A seed of before a machine was replaced knows its name under the id that the old one had.
  return (
    own?.length === 1 && (snapshot.leader === undefined || own[0]?.id === snapshot.serverIdOf(about.for))
  );
}

function seedImported(state: NodeState, snapshot: Snapshot): boolean {
  const seed = state.seeds.imported;
  if (seed === undefined || seed.clusterId !== snapshot.spec.clusterId) return false;
  const own = snapshot.poolOf(seed.servers).entries.get(state.node);
  if (own?.length !== 1) return false;
  const zone = snapshot.leaderZone;
  // In a live zone the seed must know the node under the id it has now: ids are given anew after a removal.
  if (zone !== undefined) return own[0]?.id === snapshot.serverIdOf(state.node);
  return seed.seedId === snapshot.state(snapshot.first.name)?.seeds.exported?.seedId;
}

function majoritySeeded(about: About, snapshot: Snapshot): boolean {
  const first = snapshot.first;
  if (!seedExported(snapshot.state(first.name), about, snapshot)) return false;
  let seeded = 1;
  for (const state of snapshot.states()) {
    if (state.node !== first.name && seedImported(state, snapshot)) seeded += 1;
  }
  return seeded >= majorityOf(snapshot.spec.nodes.length);
}

function configuredMember(state: NodeState, snapshot: Snapshot): boolean {
  const id = snapshot.serverIdOf(state.node);
  return (
    id !== undefined &&
    state.guard.state === 'member' &&
    state.guard.clusterId === snapshot.spec.clusterId &&
    state.guard.serverId === id &&
    state.configuration.serverId === id
  );
}

/** With two in its pool it may be a leader that lost its quorum, a follower, or a candidate for as long as it runs. */
function readyForSecond({ oned, zone }: NodeState): boolean {
  const servers = zone?.servers.length ?? 0;
  if (oned.raft === undefined || oned.raft.state === 'solo') return false;
  return servers > 1 || (servers === 1 && oned.raft.state === 'leader');
}

function contentsEqual(snapshot: Snapshot): boolean {
  const digest = placeState(leaderPlace, snapshot)?.database.contentDigest;
  if (digest === undefined) return false;
  const serving = [...snapshot.states()].filter((state) => servingMember(state, snapshot));
  // A database that cannot be read (another back-end) is not compared.
  return serving.every(({ database }) => database.contentDigest === digest);
}

function zoneInSync(snapshot: Snapshot): boolean {
  const leader = placeState(leaderPlace, snapshot);
  const raft = leader?.oned.raft;
  if (leader?.zone === undefined || raft === undefined) return false;
  const pool = snapshot.pool(leader.zone);
  if (pool.foreign.length > 0) return false;
  const shape = poolShape(leader);
  for (const [name, servers] of pool.entries) {
    const state = snapshot.state(name);
    const own = state?.oned.raft;
    if (servers.length !== 1 || state === undefined || own === undefined) return false;
    if (!servingMember(state, snapshot) || (own.state === 'leader') !== (name === leader.node)) return false;
    if (own.term !== raft.term || !hasAllCommitted(own, raft)) return false;
    if (poolShape(state) !== shape) return false;
  }
  return true;
}

function zoneEndpointSet(snapshot: Snapshot): boolean {
  const zone = snapshot.leaderZone;
  if (zone === undefined) return false;
  const wanted = zoneEndpointOf(snapshot.spec);
  if (zone.endpoint !== wanted) return false;
  for (const state of snapshot.states()) {
    if (state.zone !== undefined && servingMember(state, snapshot) && state.zone.endpoint !== wanted)
      return false;
  }
  return true;
}

function vipOnLeader(snapshot: Snapshot): boolean {
  if (snapshot.leader === undefined) return false;
  const holders: string[] = [];
  for (const state of snapshot.states()) {
    const carries = state.addresses.some((each) => each.address === snapshot.spec.vip.address);
    if (carries) holders.push(state.node);
  }
  return holders.length === 1 && holders[0] === snapshot.leader;
}

import type { Host, NodeState } from './observed.ts';
import type { Snapshot } from './snapshot.ts';

// What more than one family of conditions asks of a snapshot.

/** It follows or leads, with the id that the zone gives it. */
export function servingMember(state: NodeState, snapshot: Snapshot): boolean {
  const raft = state.oned.raft;
  if (raft === undefined || (raft.state !== 'leader' && raft.state !== 'follower')) return false;
  return raft.serverId === snapshot.serverIdOf(state.node);
}

/** The host of a node, as the leader's pool has it. One that leaves comes before one that takes its name. */
export function hostOf(name: string, snapshot: Snapshot): Host | undefined {
  const { leader } = snapshot;
  const fqdn = snapshot.leaving.get(name)?.node.fqdn ?? snapshot.nodes.get(name)?.fqdn;
  const hosts = leader === undefined ? undefined : snapshot.state(leader)?.hosts;
  return hosts === undefined || fqdn === undefined ? undefined : hostIndex(hosts).get(fqdn);
}

const hostIndexes = new WeakMap<readonly Host[], ReadonlyMap<string, Host>>();

function hostIndex(hosts: readonly Host[]): ReadonlyMap<string, Host> {
  let index = hostIndexes.get(hosts);
  if (index === undefined) {
    index = new Map(hosts.map((host) => [host.name, host]));
    hostIndexes.set(hosts, index);
  }
  return index;
}

/**
 * The membership that a reconfigure is noted for: the seed that made the node a member and, when a rollout asked
 * for it, that rollout's id.
 */
export function membershipFor(state: NodeState, rolloutId: string | undefined): string {
  const seed = state.seeds.imported?.seedId ?? '';
  return rolloutId === undefined ? seed : `${seed}#${rolloutId}`;
}

export function isReconfiguredFor({ instance }: NodeState, seedId: string): boolean {
  return instance.reconfiguredFor.split('#')[0] === seedId && instance.reconfiguredFor !== '';
}

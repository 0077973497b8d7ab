import type { Zone } from '../observed.ts';
import type { Snapshot } from '../snapshot.ts';
import type { SpecNode } from '../spec.ts';

/** A zone of index 0 alone, or of index 0 and a second server that does not serve yet. */
export interface SoleServer {
  /** Whom the pool names beside index 0: until it serves, nothing is written in that zone (fact 7). */
  readonly second: SpecNode | undefined;
}

/**
 * Whether nobody leads because the zone has not grown beyond its first two servers: its only one warms up or is
 * stopped, or waits for the second. A stopped oned does not show its pool: then another member's copy speaks for it,
 * or the last seed that was made of it; a founding's seed names three servers at least.
 */
export function soleServerOf(snapshot: Snapshot): SoleServer | undefined {
  const { first, spec } = snapshot;
  const state = snapshot.state(first.name);
  if (snapshot.leader !== undefined || state === undefined) return undefined;
  if (state.guard.state !== 'member' || state.guard.clusterId !== spec.clusterId) return undefined;
  const seen = state.zone ?? memberZones(snapshot).at(0);
  const servers = seen?.servers ?? state.seeds.exported?.servers ?? [];
  const pool = snapshot.poolOf(servers);
  if (servers.length > 2 || pool.foreign.length > 0 || pool.entries.get(first.name)?.length !== 1)
    return undefined;
  const others = spec.nodes.filter((node) => node !== first);
  const second = others.find((node) => pool.entries.has(node.name));
  const strange = others.some((node) => node !== second && isMember(node.name, snapshot));
  return strange ? undefined : { second };
}

function memberZones(snapshot: Snapshot): readonly Zone[] {
  return [...snapshot.states()].flatMap(({ node, zone }) =>
    zone !== undefined && isMember(node, snapshot) ? [zone] : [],
  );
}

function isMember(node: string, snapshot: Snapshot): boolean {
  return snapshot.state(node)?.guard.state === 'member';
}

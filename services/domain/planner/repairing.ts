import { driftedKeysOf } from '../drifted-keys.ts';
import { leaderPlace } from '../place.ts';
import { holdsIn } from '../holds.ts';
import type { ZoneServer } from '../observed.ts';
import type { Snapshot } from '../snapshot.ts';
import type { SpecNode } from '../spec.ts';
import { hasDiverged } from './diverged.ts';
import { type Draft, present } from './draft.ts';
import { fellBehind, holdsStaleVip } from './drift.ts';
import { draftMissing } from './finishing.ts';
import { draftJoining } from './joining.ts';
import { draftConfigureMember, draftMemberKeys, draftZoneEndpoint, importParameters } from './steps.ts';

/**
 * Puts right what other plans only report: entries of the zone that are double or nobody's, a virtual address that
 * stands on the wrong node, our keys of oned.conf, and followers that cannot catch up by the log or hold something
 * else than the zone.
 */
export function draftRepairing(draft: Draft, snapshot: Snapshot): void {
  if (snapshot.leader === undefined) {
    draft.find({ code: 'HAPY-E563', severity: 'error', node: '', parameters: {} });
    return;
  }
  const surplus = draftSurplus(draft, snapshot);
  let before = surplus;
  for (const node of snapshot.spec.nodes) {
    const state = snapshot.state(node.name);
    if (state === undefined) continue;
    if (holdsStaleVip(state, snapshot)) draftDropVip(draft, snapshot, node.name);
    const needsSeed = fellBehind(state, snapshot) || hasDiverged(state, snapshot);
    if (needsSeed) before = [draftReseeding(draft, snapshot, node, before)];
    else if (driftedKeysOf(state, snapshot).length > 0) draftMemberKeys(draft, snapshot, node);
  }
  // Whoever an interrupted repair has left stopped comes back.
  // While an entry is double nobody can say as which server a node should serve.
  if (surplus.length > 0) return;
  draftJoining(draft, snapshot, { expected: [], after: before.at(-1), onlyServers: true });
  draftMissing(draft, snapshot);
}

/** Of several entries of one node the one stays that its oned runs as; what is nobody's goes. */
function draftSurplus(draft: Draft, snapshot: Snapshot): readonly string[] {
  const zone = snapshot.leaderZone;
  if (zone === undefined) return [];
  const pool = snapshot.pool(zone);
  let before: readonly string[] = [];
  const remove = (server: ZoneServer, node: string) => {
    const id = draft.add({
      kind: 'remove-zone-server',
      purpose: `id-${server.id}`,
      node,
      at: leaderPlace,
      parameters: { name: server.name, endpoint: server.endpoint, serverId: String(server.id) },
      after: before,
      precondition: [{ is: 'zone-led' }],
      postcondition: [{ is: 'server-gone', server: String(server.id) }],
    });
    before = [id];
  };
  for (const [node, servers] of pool.entries) {
    const runs = snapshot.state(node)?.oned.raft?.serverId;
    const kept = servers.find(({ id }) => id === runs) ?? servers[0];
    if (servers.length > 1) for (const server of servers) if (server !== kept) remove(server, node);
  }
  for (const server of pool.foreign) remove(server, '');
  return before;
}

function draftDropVip(draft: Draft, snapshot: Snapshot, node: string): void {
  draft.add({
    kind: 'drop-vip',
    node,
    parameters: { vip: snapshot.spec.vip.address },
    after: [],
    precondition: [{ is: 'not-leading', node }],
    postcondition: [{ is: 'vip-absent', node }],
  });
}

/** opennebula.md section 1 E: the leader's backup, restored while the follower is stopped, then the index reset. */
function draftReseeding(draft: Draft, snapshot: Snapshot, node: SpecNode, after: readonly string[]): string {
  const { name } = node;
  const held = { is: 'held', node: name } as const;
  const exported = { is: 'seed-exported', node: leaderPlace, for: name } as const;
  const hold = holdsIn(held, snapshot)
    ? undefined
    : draft.add({
        kind: 'hold-oned',
        node: name,
        after,
        precondition: [{ is: 'undisturbed' }, { is: 'quorum-without', node: name }],
        postcondition: [held],
      });
  const seed = draft.add({
    kind: 'export-seed',
    purpose: name,
    node: '',
    at: leaderPlace,
    after: hold === undefined ? after : [hold],
    precondition: [{ is: 'zone-led' }],
    // A seed of before would bring back the log that is too old, or take from a node what it has acknowledged since.
    postcondition: [
      exported,
      { is: 'seed-in-log-window', node: leaderPlace },
      { is: 'seed-not-behind', node: leaderPlace, for: name },
    ],
  });
  const imported = draft.add({
    kind: 'import-seed',
    node: name,
    parameters: importParameters(draft, snapshot, name, leaderPlace),
    after: [seed],
    precondition: [held, exported],
    postcondition: [
      { is: 'seed-imported', node: name },
      { is: 'has-seed-of', node: name, from: leaderPlace },
    ],
  });
  const ready = [{ is: 'seed-imported', node: name }] as const;
  const configured = draftConfigureMember(draft, snapshot, node, [imported], ready);
  const start = draft.add({
    kind: 'start-oned',
    node: name,
    after: [configured],
    precondition: [{ is: 'configured-member', node: name }],
    postcondition: [{ is: 'serving-member', node: name }],
  });
  const reset = draft.add({
    kind: 'reset-zone-server',
    node: name,
    at: leaderPlace,
    after: present(start),
    precondition: [{ is: 'zone-led' }, { is: 'serving-member', node: name }],
    postcondition: [{ is: 'zone-in-sync' }],
  });
  return draftZoneEndpoint(draft, snapshot, name, [reset], [{ is: 'zone-in-sync' }]);
}

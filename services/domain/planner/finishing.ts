import { leaderPlace } from '../place.ts';
import { holdsIn } from '../holds.ts';
import type { Snapshot } from '../snapshot.ts';
import { draftCatchingUp } from './catching-up.ts';
import type { Draft } from './draft.ts';
import { draftZoneEndpoint } from './steps.ts';

/**
 * What a led zone still needs to be a cluster: its endpoint, the keys that let the hypervisors be reached,
 * the hosts, and a reconfigure of every node that received a seed (design section 6, steps 4 and 5).
 * `led` is the action after which the zone is led, absent when it is led now.
 */
export function draftFinishing(draft: Draft, snapshot: Snapshot, led: string | undefined): void {
  const synced = led === undefined ? draftSynced(draft, snapshot) : [led];
  const keys = draftPeerSsh(draft, snapshot, synced);
  const hosts = draftHosts(draft, snapshot, [...synced, ...keys]);
  // `reconfigure` is EOLE's: a plain front-end has nothing that it would apply.
  const last = snapshot.spec.platform === 'eole' ? draftReconfigures(draft, snapshot, hosts) : hosts;
  if (draft.actions.length === 0 && last.length === 0) return;
  const entering = enteringOf(draft);
  const leftAlone = new Set(draft.leftAlone.map((each) => each.node));
  const whole = snapshot.spec.nodes.every(
    ({ name }) => entering.has(name) || (snapshot.state(name) !== undefined && !leftAlone.has(name)),
  );
  draft.add({
    kind: 'await',
    purpose: 'cluster-whole',
    node: '',
    at: leaderPlace,
    after: [...new Set([...synced, ...keys, ...last])],
    postcondition: whole
      ? [{ is: 'zone-in-sync' }, { is: 'vip-on-leader' }, { is: 'all-hosts-on' }]
      : [{ is: 'vip-on-leader' }],
  });
}

/**
 * The same without what a new server needs: what a zone that stands lacks of it, because somebody has taken it away or
 * because the zone was made by hand.
 */
export function draftMissing(draft: Draft, snapshot: Snapshot): void {
  const last = draft.actions.at(-1)?.id;
  const after = last === undefined ? draftSynced(draft, snapshot) : [last];
  const keys = draftPeerSsh(draft, snapshot, after);
  draftHosts(draft, snapshot, keys.length > 0 ? keys : after);
}

/** Whoever receives a seed in this plan, heard of already or not. */
function enteringOf(draft: Draft): ReadonlySet<string> {
  return new Set(draft.actions.filter(({ kind }) => kind === 'import-seed').map(({ node }) => node));
}

function draftSynced(draft: Draft, snapshot: Snapshot): readonly string[] {
  if (holdsIn({ is: 'zone-endpoint-set' }, snapshot)) return draftCatchingUp(draft, snapshot, []);
  return [draftZoneEndpoint(draft, snapshot, '', [], [])];
}

function draftPeerSsh(draft: Draft, snapshot: Snapshot, synced: readonly string[]): string[] {
  const changing = draft.actions.some(
    (action) => action.kind === 'import-seed' || action.kind === 'instantiate',
  );
  const entering = enteringOf(draft);
  const allReport = snapshot.spec.nodes.every(({ name }) => snapshot.state(name) !== undefined);
  return snapshot.spec.nodes.flatMap(({ name }) => {
    const state = snapshot.state(name);
    if (state === undefined && !entering.has(name)) return [];
    const known = { is: 'peer-ssh-configured', node: name } as const;
    // Keys are only ever added, so while a node is silent what was written once still stands.
    const stands =
      holdsIn(known, snapshot) || (!allReport && state !== undefined && state.ssh.peersDigest !== '');
    // A seed brings other keys, so what is known now says nothing about what will be.
    if (!changing && stands) return [];
    return [draft.add({ kind: 'configure-peer-ssh', node: name, after: synced, postcondition: [known] })];
  });
}

/** One after the other, because they are all asked of one agent. */
function draftHosts(draft: Draft, snapshot: Snapshot, after: readonly string[]): readonly string[] {
  let before = after;
  const entering = enteringOf(draft);
  const leftAlone = new Set(draft.leftAlone.map((each) => each.node));
  // The host of a machine that leaves under a name is not the new one's, unless it is kept for it.
  const going = new Set(draft.actions.filter(({ kind }) => kind === 'remove-host').map(({ node }) => node));
  for (const node of snapshot.spec.nodes) {
    const enters = entering.has(node.name);
    if ((snapshot.state(node.name) === undefined && !enters) || leftAlone.has(node.name)) continue;
    const added = { is: 'host-added', node: node.name } as const;
    if (!going.has(node.name) && holdsIn(added, snapshot)) continue;
    const add = draft.add({
      kind: 'add-host',
      node: node.name,
      at: leaderPlace,
      parameters: { name: node.fqdn, imMad: 'kvm', vmMad: 'kvm' },
      after: before,
      precondition: [{ is: 'zone-led' }, { is: 'peer-ssh-configured', node: node.name }],
      postcondition: [added],
    });
    before = [add];
  }
  return before;
}

/** One voter at a time, each only when the one before is back and in sync. */
function draftReconfigures(draft: Draft, snapshot: Snapshot, after: readonly string[]): readonly string[] {
  let before = after;
  const imports = enteringOf(draft);
  const leftAlone = new Set(draft.leftAlone.map((each) => each.node));
  const missing = snapshot.spec.nodes.find(
    ({ name }) => (snapshot.state(name) === undefined || leftAlone.has(name)) && !imports.has(name),
  )?.name;
  for (const { name } of snapshot.spec.nodes) {
    const state = snapshot.state(name);
    if (state === undefined && !imports.has(name)) continue;
    const done = { is: 'reconfigured', node: name } as const;
    if (!imports.has(name) && (state?.seeds.imported === undefined || holdsIn(done, snapshot))) continue;
    // One server down already, or on its way in: taking another one down on purpose waits until it is back.
    if (missing !== undefined) {
      if (!leftAlone.has(name)) draft.leave(name, 'reconfigured-once-whole', { server: missing });
      continue;
    }
    const reconfigure = draft.add({
      kind: 'reconfigure',
      node: name,
      after: before,
      precondition: [{ is: 'undisturbed' }, { is: 'zone-in-sync' }],
      postcondition: [done, { is: 'serving-member', node: name }, { is: 'zone-in-sync' }],
    });
    before = [reconfigure];
  }
  return before;
}

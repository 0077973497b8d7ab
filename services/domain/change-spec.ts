import { canonicalText } from './canonical-plan.ts';
import { provesFence } from './fence-proof.ts';
import type { Intent } from './intent.ts';
import { coordinatorNodeOf, type Departure, nodesToAsk, type Spec, type SpecNode } from './spec.ts';
import { withNodeRemoved, withNodeReplaced, withNodesAdded } from './storage/change-bricks.ts';
import type { StorageSpec } from './storage/storage-spec.ts';

/** Why a spec is not changed: a code of the error table with what its text needs. */
export interface Refusal {
  readonly code: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export type Changed =
  | { readonly spec: Spec; readonly refusal?: undefined }
  | { readonly refusal: Refusal; readonly spec?: undefined };

/** Fewer servers than this are no highly available zone. */
const nodesMin = 3;

/**
 * The spec that a verb asks for. Asked again for what stands in it already, it gives the same spec; what cannot be
 * is refused before anything is observed.
 */
export function changeSpec(spec: Spec, intent: Intent | undefined): Changed {
  switch (intent?.verb) {
    case 'add':
      return addTo(spec, intent.nodes);
    case 'remove':
      return removeFrom(spec, intent);
    case 'replace':
      return replaceIn(spec, intent);
    case 'store':
      return storeIn(spec, intent.storage);
    case 'reconfigure':
    case 'instantiate': {
      const unknown = intent.nodes.find((name) => !spec.nodes.some((node) => node.name === name));
      return unknown === undefined ? { spec } : refuse('HAPY-E565', { node: unknown });
    }
    case 'repair':
    case 'adopt':
    case undefined:
      return { spec };
  }
}

function addTo(spec: Spec, added: readonly SpecNode[]): Changed {
  let { nodes, leaving = [] } = spec;
  for (const node of added) {
    if (nodes.some((each) => isSame(each, node))) continue;
    const returning = leaving.find((each) => isSame(each.node, node) && !each.barred && !each.replaced);
    if (returning !== undefined) leaving = leaving.filter((each) => each !== returning);
    const taken = conflictOf(node, { ...spec, nodes, leaving });
    if (taken !== undefined) return refuse('HAPY-E566', { node: node.name, value: taken });
    nodes = [...nodes, node];
  }
  const storage = spec.storage && withNodesAdded(spec.storage, nodes);
  return nodes === spec.nodes ? { spec } : { spec: next(spec, nodes, leaving, storage) };
}

function removeFrom(spec: Spec, { node: name, dead, fence }: Extract<Intent, { verb: 'remove' }>): Changed {
  const { nodes, leaving = [] } = spec;
  const node = nodes.find((each) => each.name === name);
  if (node === undefined) {
    const departure = leaving.find((each) => each.node.name === name);
    if (departure === undefined) return refuse('HAPY-E565', { node: name });
    // It died while it was leaving.
    if (!dead || departure.dead) return { spec };
    const unfenced = withoutProof(fence, name);
    if (unfenced !== undefined) return unfenced;
    const rest = leaving.filter((each) => each !== departure);
    return { spec: next(spec, nodes, [...rest, { ...departure, dead, fence }]) };
  }
  if (name === coordinatorNodeOf(spec)) return refuse('HAPY-E564', { node: name });
  const unfenced = dead ? withoutProof(fence, name) : undefined;
  if (unfenced !== undefined) return unfenced;
  if (nodes.length - 1 < nodesMin)
    return refuse('HAPY-E560', { node: name, count: String(nodes.length - 1) });
  const departure: Departure = { node, dead, fence, replaced: false, barred: false };
  const rest = nodes.filter((each) => each !== node);
  const storage = spec.storage && withNodeRemoved(spec.storage, name, rest);
  if (storage === undefined && spec.storage !== undefined) return refuse('HAPY-E854', { node: name });
  return { spec: next(spec, rest, [...leaving, departure], storage) };
}

function replaceIn(
  spec: Spec,
  { node: name, replacement, fence }: Extract<Intent, { verb: 'replace' }>,
): Changed {
  const { nodes, leaving = [] } = spec;
  const under = leaving.find((each) => each.node.name === name && each.replaced);
  if (under !== undefined && nodes.some((each) => isSame(each, replacement))) return { spec };
  const old = nodes.find((each) => each.name === name);
  if (old === undefined) return refuse('HAPY-E565', { node: name });
  if (name === coordinatorNodeOf(spec)) return refuse('HAPY-E564', { node: name });
  const unfenced = withoutProof(fence, name);
  if (unfenced !== undefined) return unfenced;
  const others = { ...spec, nodes: nodes.filter((each) => each !== old) };
  const taken = conflictOf(replacement, others);
  if (taken !== undefined) return refuse('HAPY-E566', { node: replacement.name, value: taken });
  const departure: Departure = { node: old, dead: true, fence, replaced: true, barred: false };
  const list = nodes.map((each) => (each === old ? replacement : each));
  const storage = spec.storage && withNodeReplaced(spec.storage, name, replacement.name);
  return { spec: next(spec, list, [...leaving, departure], storage) };
}

/** The word of a person that a machine runs no more; whoever asks, by whatever program, has to give it. */
function withoutProof(fence: string, node: string): Changed | undefined {
  if (fence === '') return refuse('HAPY-E568', { node });
  return provesFence(fence, node) ? undefined : refuse('HAPY-E581', { node });
}

/** What keeps files already stays where it is; its options and datastores may change. */
function storeIn(spec: Spec, storage: StorageSpec): Changed {
  const { storage: now } = spec;
  if (now !== undefined) {
    if (canonicalText(now) === canonicalText(storage)) return { spec };
    const places = ({ volume, replica, bricks, mount }: StorageSpec) =>
      canonicalText({ volume, replica, bricks, mount });
    if (places(now) !== places(storage)) return refuse('HAPY-E855', { volume: now.volume });
  }
  return { spec: next(spec, spec.nodes, spec.leaving ?? [], storage) };
}

/** The coordinator was restored on this node. */
export function coordinatorMoved(spec: Spec, name: string): Spec {
  return { ...next(spec, spec.nodes, spec.leaving ?? []), coordinator: name };
}

/** The certificates and tokens of a node that leaves have been made worthless. */
export function barIdentity(spec: Spec, name: string): Spec {
  const leaving = (spec.leaving ?? []).map((each) =>
    each.node.name === name ? { ...each, barred: true } : each,
  );
  return next(spec, spec.nodes, leaving);
}

/** The zone is clean of it, and so is whatever believed its identity; of the storage its full name is kept. */
export function forgetNode(spec: Spec, name: string): Spec {
  const { leaving = [], formerPeers = [], storage } = spec;
  const gone = leaving.filter((each) => each.node.name === name).map(({ node }) => node.fqdn);
  const known = storage === undefined ? [] : [...new Set([...formerPeers, ...gone])];
  const rest = leaving.filter((each) => each.node.name !== name);
  return next({ ...spec, formerPeers: known }, spec.nodes, rest);
}

function next(
  spec: Spec,
  nodes: readonly SpecNode[],
  leaving: readonly Departure[],
  storage: StorageSpec | undefined = spec.storage,
): Spec {
  const { clusterId, platform, vip, coordinator } = spec;
  const former = (spec.formerPeers ?? []).filter((each) => !nodes.some(({ fqdn }) => fqdn === each));
  const version = (spec.version ?? 1) + 1;
  const kept = { clusterId, platform, nodes, vip, version, ...(storage === undefined ? {} : { storage }) };
  const place = coordinator === undefined ? {} : { coordinator };
  const gone = former.length === 0 ? {} : { formerPeers: former };
  return { ...kept, ...place, ...gone, ...(leaving.length === 0 ? {} : { leaving }) };
}

function isSame(one: SpecNode, other: SpecNode): boolean {
  return one.name === other.name && one.fqdn === other.fqdn && one.address === other.address;
}

/** The name or address of `node` that somebody has already. */
function conflictOf(node: SpecNode, spec: Spec): string | undefined {
  const { vip } = spec;
  const taken = new Set([vip.address, vip.name]);
  for (const { name, fqdn, address } of nodesToAsk(spec))
    for (const each of [name, fqdn, address]) taken.add(each);
  return [node.name, node.fqdn, node.address].find((value) => taken.has(value));
}

function refuse(code: string, parameters: Readonly<Record<string, string>>): Changed {
  return { refusal: { code, parameters } };
}

import type { StorageSpec } from './storage/storage-spec.ts';

/** How a node is administered: an EOLE Hâpy (Creole, instance, reconfigure) or a plain OpenNebula front-end. */
export type Platform = 'eole' | 'opennebula';

/** One machine of the cluster, as the administrator wants it. */
export interface SpecNode {
  /** Short name, unique; EOLE's nom_machine. */
  readonly name: string;
  /** Fully qualified name: also the zone server's name and the host's name (design section 6, Names and keys). */
  readonly fqdn: string;
  /** IPv4 address of its own, in dotted form; empty until its agent has told it on joining. Never so of index 0. */
  readonly address: string;
}

/**
 * A node on its way out. It stands in the spec until every layer is clean of it, so that an interrupted removal
 * goes on from what is observed like everything else.
 */
export interface Departure {
  readonly node: SpecNode;
  /** Nobody can ask it for anything any more; `fence` says how a person made sure of that. */
  readonly dead: boolean;
  readonly fence: string;
  /** Another machine takes its place in the list, perhaps under the same name. */
  readonly replaced: boolean;
  /** Its certificates and tokens have been made worthless. */
  readonly barred: boolean;
}

/** What the administrator wants. The place of a node in the list is its index; index 0 leads a founding. */
export interface Spec {
  readonly clusterId: string;
  readonly platform: Platform;
  readonly nodes: readonly SpecNode[];
  readonly vip: { readonly address: string; readonly name: string };
  /** Grows with each change; absent in a spec that was never changed. */
  readonly version?: number;
  readonly leaving?: readonly Departure[];
  /** The node that carries the coordinator since it was restored there; absent while that is index 0, as at first. */
  readonly coordinator?: string;
  /** Full names of machines that have left a cluster with storage: GlusterFS's pool may know them until it is told. */
  readonly formerPeers?: readonly string[];
  /** Absent where the storage is nobody's business here. */
  readonly storage?: StorageSpec;
}

/** Every node that an agent is asked of: those of the list, and those that leave it alive. */
export function nodesToAsk(spec: Spec): readonly SpecNode[] {
  const names = new Set(spec.nodes.map((node) => node.name));
  const leaving = (spec.leaving ?? []).filter(({ node, barred }) => !barred && !names.has(node.name));
  return [...spec.nodes, ...leaving.map(({ node }) => node)];
}

/** The name of the node that coordinator and gateway run on. */
export function coordinatorNodeOf(spec: Pick<Spec, 'nodes' | 'coordinator'>): string {
  return spec.coordinator ?? spec.nodes[0]?.name ?? '';
}

/** Where oned listens (opennebula.md section 3). */
const onedPort = 2633;

/** The endpoint under which a node stands in the zone's server pool. */
export function endpointOf(node: { readonly address: string }): string {
  return `http://${node.address}:${onedPort}/RPC2`;
}

/** The zone's own endpoint: oned behind the virtual address. */
export function zoneEndpointOf(spec: Spec): string {
  return endpointOf(spec.vip);
}

/** How many of `count` servers make a majority. */
export function majorityOf(count: number): number {
  return Math.floor(count / 2) + 1;
}

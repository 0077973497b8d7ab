import type { ZoneServer } from './observed.ts';
import { endpointOf, type SpecNode } from './spec.ts';

/**
 * The host part of an endpoint like `http://hapy1.ac-test.fr/RPC2` or `http://10.77.0.11:2633/RPC2`, in
 * lower case; empty when there is none. EOLE writes the first form, we write the second, and the port is
 * taken for granted (design section 6, Names and keys).
 */
export function hostPartOf(endpoint: string): string {
  const match = /^https?:\/\/([^/:]+)/i.exec(endpoint);
  return match?.[1]?.toLowerCase() ?? '';
}

/**
 * Whether an entry of the zone's server pool is this node: its name is the node's, or its endpoint leads to
 * the node. One node may match more than one entry; that is a duplicate, which the quorum counts (fact 5).
 */
export function isServerOf(node: SpecNode, server: ZoneServer): boolean {
  if (server.name === node.fqdn) return true;
  const host = hostPartOf(server.endpoint);
  return host === node.address || host === node.fqdn.toLowerCase() || host === node.name.toLowerCase();
}

/**
 * Whether an entry is one that a founding of ours made: exactly the name and the endpoint that we give. What
 * EOLE or a person has entered under another form was there before us.
 */
export function isEntryOfOurs(node: SpecNode, server: ZoneServer): boolean {
  return server.name === node.fqdn && server.endpoint === endpointOf(node);
}

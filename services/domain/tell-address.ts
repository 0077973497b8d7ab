import type { Changed } from './change-spec.ts';
import { isForNoMachine } from './network.ts';
import type { Spec } from './spec.ts';

/**
 * The spec with the address that a node's own agent tells on joining: the same spec where the address is known
 * already, whatever the agent says. Refused are an address that somebody else has and one that no machine can have.
 */
export function tellAddress(spec: Spec, name: string, address: string): Changed {
  if (spec.nodes.find((node) => node.name === name)?.address !== '') return { spec };
  if (address === '') return { refusal: { code: 'HAPY-E170', parameters: { field: 'address' } } };
  if (isForNoMachine(address)) {
    return { refusal: { code: 'HAPY-E719', parameters: { owner: name, address } } };
  }
  const owners = [...spec.nodes, { name: 'VIP', address: spec.vip.address }];
  const owner = owners.find((each) => each.address === address);
  if (owner !== undefined) {
    return { refusal: { code: 'HAPY-E714', parameters: { first: owner.name, other: name, address } } };
  }
  const nodes = spec.nodes.map((node) => (node.name === name ? { ...node, address } : node));
  return { spec: { ...spec, nodes, version: (spec.version ?? 1) + 1 } };
}

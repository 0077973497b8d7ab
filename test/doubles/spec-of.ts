import type { Spec } from '../../services/domain/spec.ts';

/** A spec of `count` nodes with indices 0 to count - 1. */
export function specOf(count: number): Spec {
  const nodes = Array.from({ length: count }, (_, index) => ({
    name: `hapy${index + 1}`,
    fqdn: `hapy${index + 1}.ac-test.fr`,
    address: `10.${Math.floor(index / 60_000)}.${Math.floor(index / 250) % 250}.${(index % 250) + 2}`,
  }));
  return {
    clusterId: 'c1',
    platform: 'eole',
    nodes,
    vip: { address: '10.255.0.1', name: 'one.ac-test.fr' },
  };
}

import type { Spec } from '../../services/domain/spec.ts';
import { understandStorage } from '../../services/domain/storage/understand-storage.ts';

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

const brickPath = '/srv/gluster/one/brick';

/** The same with replicated storage, mounted as a whole or as told: a brick on each of the first nodes that make whole replica sets, and more when more come. */
export function storageSpecOf(count: number, mount?: string): Spec {
  const spec = specOf(count);
  const whole = spec.nodes.slice(0, count - (count % 3));
  const brick = Object.fromEntries(whole.map(({ name }) => [name, brickPath]));
  const { storage } = understandStorage({ brick, mount }, spec.nodes);
  if (storage === undefined) throw new Error('a spec of a test is right');
  return { ...spec, storage: { ...storage, commonBrick: brickPath } };
}

import assert from 'node:assert/strict';

import type { Spec } from './spec.ts';
import { tellAddress } from './tell-address.ts';

describe('the address that an agent tells on joining', () => {
  const spec: Spec = {
    clusterId: 'c1',
    platform: 'eole',
    nodes: [
      { name: 'hapy1', fqdn: 'hapy1.test', address: '10.0.0.11' },
      { name: 'hapy2', fqdn: 'hapy2.test', address: '' },
      { name: 'hapy3', fqdn: 'hapy3.test', address: '' },
    ],
    vip: { address: '10.0.0.20', name: 'hapy.test' },
  };
  const refusalOf = (address: string) => tellAddress(spec, 'hapy2', address).refusal?.code;

  it('is taken where the spec has none, as a new version of it', () => {
    const { spec: told } = tellAddress(spec, 'hapy2', '10.0.0.12');
    assert.deepEqual(
      told?.nodes.map(({ address }) => address),
      ['10.0.0.11', '10.0.0.12', ''],
    );
    assert.equal(told?.version, 2);
  });

  it('changes nothing where it is known, whatever the agent says', () => {
    assert.equal(tellAddress(spec, 'hapy1', '10.0.0.99').spec, spec);
    assert.equal(tellAddress(spec, 'hapy1', '').spec, spec);
  });

  it('is refused when it is somebody’s, nobody’s or none', () => {
    assert.equal(refusalOf('10.0.0.11'), 'HAPY-E714');
    assert.equal(refusalOf('10.0.0.20'), 'HAPY-E714');
    assert.equal(refusalOf('127.0.0.1'), 'HAPY-E719');
    assert.equal(refusalOf(''), 'HAPY-E170');
  });
});

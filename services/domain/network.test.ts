import assert from 'node:assert/strict';

import { isHostAddress, isInside, netmaskOf, networkOf, networkText, prefixLengthOf } from './network.ts';

describe('a subnet', () => {
  it('is the same for all addresses in it, in the upper half of all addresses too', () => {
    assert.equal(networkText(networkOf('192.168.5.130', 25)), '192.168.5.128/25');
    assert.equal(networkText(networkOf('10.200.3.4', 8)), '10.0.0.0/8');
    assert.ok(isInside('192.168.5.200', networkOf('192.168.5.130', 25)));
    assert.ok(!isInside('192.168.5.100', networkOf('192.168.5.130', 25)));
  });

  it('has two addresses that belong to no machine', () => {
    const network = networkOf('192.168.5.130', 25);
    const hosts = ['192.168.5.128', '192.168.5.129', '192.168.5.254', '192.168.5.255'];
    assert.deepEqual(
      hosts.map((address) => isHostAddress(address, network)),
      [false, true, true, false],
    );
    assert.ok(isHostAddress('10.0.0.0', networkOf('10.0.0.0', 31)));
  });

  it('is told by a mask whose ones are all at the left', () => {
    for (let length = 0; length <= 32; length += 1) assert.equal(prefixLengthOf(netmaskOf(length)), length);
    assert.equal(netmaskOf(26), '255.255.255.192');
    for (const wrong of ['255.255.0.255', '0.255.255.0', '255.255.255.1', '192.168.0.1', '0.0.0.255'])
      assert.equal(prefixLengthOf(wrong), undefined, wrong);
  });
});

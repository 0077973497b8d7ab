import assert from 'node:assert/strict';

import { ownAddress } from './own-address.ts';

describe('the address that an agent tells of its node', () => {
  const peer = { address: '127.0.0.1', port: 2640 };

  it('is the one that it listens on', async () => {
    assert.equal(await ownAddress('192.168.0.117', peer), '192.168.0.117');
  });

  it('is the one from which it reaches the coordinator, where it listens on all', async () => {
    assert.equal(await ownAddress('0.0.0.0', peer), '127.0.0.1');
  });

  it('is none where there is no way, or where it listens on no IPv4 address', async () => {
    assert.equal(await ownAddress('0.0.0.0', { address: 'no-such-host.invalid', port: 2640 }), '');
    assert.equal(await ownAddress('::1', peer), '');
  });
});

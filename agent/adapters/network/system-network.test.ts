import assert from 'node:assert/strict';

import { addressesOfHost } from './system-network.ts';

const hosts = `# made by hand
127.0.0.1   localhost
10.0.0.1  Hapy1.test hapy1   # the first
10.0.0.2  hapy2.test hapy2
10.0.0.3  hapy2.test
::1       hapy1.test
nonsense  hapy1.test
`;

describe('a hosts file', () => {
  it('gives every IPv4 address of a name, whatever its case', () => {
    assert.deepEqual(addressesOfHost(hosts, 'hapy1.TEST'), ['10.0.0.1']);
    assert.deepEqual(addressesOfHost(hosts, 'hapy2.test'), ['10.0.0.2', '10.0.0.3']);
  });

  it('knows nothing of comments and parts of names', () => {
    assert.deepEqual(addressesOfHost(hosts, 'first'), []);
    assert.deepEqual(addressesOfHost(hosts, 'hapy'), []);
    assert.deepEqual(addressesOfHost('', 'hapy1'), []);
  });
});

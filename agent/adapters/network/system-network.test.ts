import assert from 'node:assert/strict';

import { addressesOfHost, neighbourIn } from './system-network.ts';

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

describe('a neighbour', () => {
  const lladdr = '52:54:00:12:34:56';

  it('is confirmed when it has answered just now', () => {
    assert.deepEqual(neighbourIn([{ lladdr, state: ['REACHABLE'] }]), { hardware: lladdr, confirmed: true });
    assert.deepEqual(neighbourIn([{ lladdr, state: ['STALE'] }]), { hardware: lladdr, confirmed: false });
  });

  it('is none when nobody answered, and where there are no neighbours', () => {
    assert.equal(neighbourIn([]), undefined);
    assert.equal(neighbourIn([{ state: ['FAILED'] }]), undefined);
    assert.equal(neighbourIn([{ lladdr, state: ['FAILED'] }]), undefined);
    assert.equal(neighbourIn([{ state: ['INCOMPLETE'] }]), undefined);
  });
});

import assert from 'node:assert/strict';

import { buildUri, parseUri, uriOfSubjectAltName } from './uri.ts';

describe('the URI of a certificate', () => {
  it('is read back as it was built', () => {
    assert.equal(buildUri('c1', 'agent', 'hapy1'), 'spiffe://c1/agent/hapy1');
    assert.equal(buildUri('c1', 'coordinator'), 'spiffe://c1/coordinator');
    assert.deepEqual(parseUri('spiffe://c1/agent/hapy1'), { clusterId: 'c1', role: 'agent', name: 'hapy1' });
    assert.deepEqual(parseUri('spiffe://c1/gateway'), { clusterId: 'c1', role: 'gateway', name: 'gateway' });
  });

  it('is refused in every other spelling', () => {
    const refused = [
      ...['', 'spiffe://', 'spiffe://c1', 'spiffe://c1/', 'spiffe://c1/agent', 'spiffe://c1/agent/'],
      ...[
        'spiffe://c1/agent/a/b',
        'spiffe://c1/coordinator/x',
        'spiffe://c1/coordinator/',
        'spiffe://c1/root',
      ],
      ...[
        'http://c1/agent/a',
        'spiffe:/c1/agent/a',
        'spiffe://C1/agent/a',
        'spiffe://c1/agent/a b',
        'spiffe://c1/Agent/a',
      ],
      ...['spiffe://c1/agent/..', 'spiffe://c1/agent/%61', 'spiffe://c1/agent/a?x', ` spiffe://c1/agent/a`],
      ...['spiffe://c1/local-admin', 'spiffe://c1/node-agent/a', `spiffe://c1/agent/${'a'.repeat(129)}`],
    ];
    for (const uri of refused) assert.equal(parseUri(uri), undefined, uri);
    assert.throws(() => buildUri('c1', 'agent', 'a/b'), RangeError);
    assert.throws(() => buildUri('c1', 'agent'), RangeError);
  });

  it('is taken from a certificate only when it is the one URI and nothing is quoted', () => {
    assert.equal(
      uriOfSubjectAltName('DNS:a, URI:spiffe://c1/gateway, IP Address:1.2.3.4'),
      'spiffe://c1/gateway',
    );
    assert.equal(uriOfSubjectAltName('URI:spiffe://c1/gateway, URI:spiffe://c1/coordinator'), undefined);
    assert.equal(uriOfSubjectAltName('DNS:"a, URI:spiffe://c1/coordinator"'), undefined);
    assert.equal(uriOfSubjectAltName('DNS:a'), undefined);
    assert.equal(uriOfSubjectAltName(undefined), undefined);
  });
});

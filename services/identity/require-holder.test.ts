import assert from 'node:assert/strict';

import { createAuthority } from '../../certs/authority.ts';
import { generateKey } from '../../certs/keys.ts';
import { systemClock } from '../base/clock.ts';
import { HapyError, toErrorRecord } from '../base/errors/hapy-error.ts';
import { explainError } from '../base/messages/explain-error.ts';
import { requireHolder } from './require-holder.ts';

describe('a certificate that is not of who the configuration says', () => {
  it('is refused with both names and what to do, whichever part of the name differs', async () => {
    const { authority } = await createAuthority({ clusterId: 'c1', clock: systemClock });
    const { privateKeyPem, publicKeyDer } = await generateKey();
    const request = { profile: 'agent', name: 'hapy2', dnsNames: [], addresses: [], publicKeyDer } as const;
    const { certificateChainPem } = authority.issue(request);
    const identity = { privateKeyPem, certificateChainPem, rootsPem: authority.rootPem };
    const directory = '/var/lib/hapy/agent/pki';
    requireHolder(identity, 'spiffe://c1/agent/hapy2', directory);
    const expected = {
      'spiffe://c1/agent/hapy3': ['agent/hapy2', 'agent/hapy3'],
      'spiffe://c1/gateway': ['agent/hapy2', 'gateway'],
      'spiffe://c2/agent/hapy2': ['spiffe://c1/agent/hapy2', 'spiffe://c2/agent/hapy2'],
    };
    for (const [uri, [found, wanted]] of Object.entries(expected)) {
      const parameters = { directory, found, expected: wanted };
      assert.throws(
        () => requireHolder(identity, uri, directory),
        (error) => {
          assert.ok(error instanceof HapyError && error.code === 'HAPY-E128');
          assert.deepEqual(error.parameters, parameters);
          return explainError(toErrorRecord(error), 'en').next.includes('hapy-agent join');
        },
      );
    }
  });
});

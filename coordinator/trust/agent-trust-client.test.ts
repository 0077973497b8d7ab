import assert from 'node:assert/strict';

import { systemClock } from '../../services/base/clock.ts';
import { tlsTarget } from '../../services/rpc/client.ts';
import { AgentTrustServiceService } from '../../services/rpc/gen/hapy/agent/v1/trust.ts';
import { unary } from '../../services/rpc/handlers.ts';
import { describeWithOpenssl } from '../../test/pki/describe-with-openssl.ts';
import { agentUri, codeOf, RpcFixture } from '../../test/rpc-fixture.ts';
import { AgentTrustClient } from './agent-trust-client.ts';

describeWithOpenssl('the trust of a node', () => {
  const fixture = new RpcFixture();
  const answer = { trust: undefined, certificateChain: 'the chain', renewalFailure: undefined };
  const services = [
    { definition: AgentTrustServiceService, implementation: { getTrust: unary(async () => answer) } },
  ];
  let client: AgentTrustClient | undefined;
  afterEach(async () => {
    client?.close();
    await fixture.close();
  });

  it('is asked at once of a node that has just come back', async () => {
    const first = await fixture.serve(services);
    const { port } = first;
    const target = tlsTarget({
      ...{ address: '127.0.0.1', port, expectedUri: agentUri, identity: fixture.coordinator },
    });
    client = new AgentTrustClient('hapy1', target);
    assert.equal(await client.certificateChain(), 'the chain');
    await first.close(0);
    // From here on its connection waits before it is tried again.
    assert.match(await codeOf(client.certificateChain()), /HAPY-E50[04]/);
    await fixture.serve(services, fixture.agent, systemClock, { port });
    assert.equal(await client.certificateChain(), 'the chain');
  });
});

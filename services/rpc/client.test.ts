import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import tls from 'node:tls';

import { describeWithOpenssl } from '../../test/pki/describe-with-openssl.ts';
import { createThrowawayCa } from '../../test/pki/throwaway-pki.ts';
import { HapyError } from '../base/errors/hapy-error.ts';
import { explainError } from '../base/messages/explain-error.ts';
import { callUnary, tlsTarget, unixTarget } from './client.ts';
import { AgentServiceClient, AgentServiceService } from './gen/hapy/agent/v1/agent.ts';
import { unary } from './handlers.ts';
import type { TlsIdentity } from './identity.ts';
import { agentUri, clusterId, codeOf, RpcFixture, until } from '../../test/rpc-fixture.ts';
import { buildUri } from './uri.ts';

const listing = { runId: '', onlyRunning: false, limit: 0 };

describeWithOpenssl('the client', () => {
  const fixture = new RpcFixture();
  const listeners: Server[] = [];
  const services = [
    {
      definition: AgentServiceService,
      implementation: { listOperations: unary(async () => ({ operations: [] })) },
    },
  ];
  afterEach(async () => {
    await fixture.close();
    for (const listener of listeners.splice(0)) listener.close();
  });

  interface Dialled {
    readonly port: number;
    readonly address?: string;
    readonly expectedUri?: string;
    readonly identity?: TlsIdentity;
    readonly deadlineMs?: number;
  }

  function list(d: Dialled): Promise<unknown> {
    const target = tlsTarget({
      address: '127.0.0.1',
      expectedUri: agentUri,
      identity: fixture.coordinator,
      ...d,
    });
    const client = fixture.keep(new AgentServiceClient(target.address, target.credentials, target.options));
    const settings = { deadlineMs: d.deadlineMs ?? 5_000, what: 'état de hapy1' };
    return callUnary(client.listOperations.bind(client), listing, settings);
  }

  async function listening(listener: Server): Promise<number> {
    listeners.push(listener);
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return (listener.address() as AddressInfo).port;
  }

  it('calls the server that has the expected URI and the dialled address', async () => {
    const { port } = await fixture.serve(services);
    await list({ port });
    await list({ port, address: 'localhost' });
  });

  it('refuses a server with another URI', async () => {
    const { port } = await fixture.serve(services);
    const expectedUri = buildUri(clusterId, 'agent', 'hapy2');
    await assert.rejects(list({ port, expectedUri }), (error) => {
      assert.ok(error instanceof HapyError);
      assert.equal(error.code, 'HAPY-E507');
      assert.equal(error.parameters['found'], agentUri);
      assert.equal(error.parameters['expected'], expectedUri);
      assert.equal(error.parameters['where'], `127.0.0.1:${port}`);
      return true;
    });
  });

  it('refuses a server whose certificate does not carry the dialled address', async () => {
    const elsewhere = fixture.ca.issue({ names: [`URI:${agentUri}`, 'IP:192.0.2.1', 'DNS:hapy1.example'] });
    const { port } = await fixture.serve(services, elsewhere);
    assert.equal(await codeOf(list({ port })), 'HAPY-E508');
    assert.equal(await codeOf(list({ port, address: 'localhost' })), 'HAPY-E508');
  });

  it('refuses a server of another authority, an expired one, and a certificate made for clients', async () => {
    const foreign = createThrowawayCa('other').issue({ names: [`URI:${agentUri}`, 'IP:127.0.0.1'] });
    assert.equal(await codeOf(list({ port: (await fixture.serve(services, foreign)).port })), 'HAPY-E505');
    const expired = fixture.issue(agentUri, { fromSeconds: -200, toSeconds: -100 });
    assert.equal(await codeOf(list({ port: (await fixture.serve(services, expired)).port })), 'HAPY-E506');
    const clientOnly = fixture.ca.issue({ names: [`URI:${agentUri}`, 'IP:127.0.0.1'], usage: 'clientAuth' });
    assert.equal(await codeOf(list({ port: (await fixture.serve(services, clientOnly)).port })), 'HAPY-E505');
  });

  it('refuses a server that speaks TLS 1.2 at most, or no TLS', async () => {
    const { privateKeyPem: key, certificateChainPem: cert } = fixture.agent;
    const old = await listening(
      tls.createServer({ key, cert, maxVersion: 'TLSv1.2', ALPNProtocols: ['h2'] }),
    );
    assert.equal(await codeOf(list({ port: old })), 'HAPY-E509');
    const plain = await listening(
      createServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400\r\n\r\n')),
    );
    assert.equal(await codeOf(list({ port: plain })), 'HAPY-E509');
  });

  it('tells a port that nobody listens on from a machine that is silent and from a name without address', async () => {
    const free = createServer();
    const port = await listening(free);
    free.close();
    await once(free, 'close');
    await assert.rejects(list({ port }), (error) => {
      assert.ok(error instanceof HapyError);
      assert.equal(error.code, 'HAPY-E500');
      const text = explainError(
        { code: error.code, parameters: { ...error.parameters } as Record<string, string> },
        'fr',
      );
      assert.equal(text.text, `état de hapy1 : connexion refusée par 127.0.0.1:${port}`);
      return true;
    });
    const silent = await listening(createServer((socket) => socket.on('error', () => undefined).resume()));
    assert.equal(await codeOf(list({ port: silent, deadlineMs: 200 })), 'HAPY-E502');
    assert.equal(await codeOf(list({ port, address: 'hapy1.invalid' })), 'HAPY-E510');
  });

  it('tells a call that this version of the server lacks, and one that outlives its deadline', async () => {
    const slow = [
      {
        definition: AgentServiceService,
        implementation: { listOperations: unary(() => new Promise(() => undefined)) },
      },
    ];
    const { port } = await fixture.serve(slow);
    assert.equal(await codeOf(list({ port, deadlineMs: 200 })), 'HAPY-E503');
    const client = fixture.agentClient(await fixture.serve(services));
    const settings = { deadlineMs: 1_000, what: 'x' };
    assert.equal(await codeOf(callUnary(client.getState.bind(client), {}, settings)), 'HAPY-E514');
  });

  it('lets go of a silent peer when it is closed in the middle of a handshake', async () => {
    let open = 0;
    const silent = createServer((socket) => {
      open += 1;
      socket
        .on('error', () => undefined)
        .on('close', () => (open -= 1))
        .resume();
    });
    const port = await listening(silent);
    const call = list({ port, deadlineMs: 200 });
    await until(() => open === 1);
    assert.equal(await codeOf(call), 'HAPY-E502');
    await fixture.close();
    await until(() => open === 0);
  });

  it('tells a unix socket that is not there', async () => {
    const target = unixTarget('/nonexistent/hapy.sock');
    const client = fixture.keep(new AgentServiceClient(target.address, target.credentials, target.options));
    await assert.rejects(
      callUnary(client.getState.bind(client), {}, { deadlineMs: 1_000, what: 'x' }),
      (error) => {
        assert.ok(error instanceof HapyError);
        assert.deepEqual([error.code, error.parameters['where']], ['HAPY-E511', '/nonexistent/hapy.sock']);
        return true;
      },
    );
  });

  it('warns of nothing on the way', async () => {
    const warnings: string[] = [];
    const note = (warning: Error) => void warnings.push(warning.message);
    process.on('warning', note);
    await list({ port: (await fixture.serve(services)).port });
    process.off('warning', note);
    assert.deepEqual(warnings, []);
  });
});

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import tls from 'node:tls';

import { describeWithOpenssl } from '../../test/pki/describe-with-openssl.ts';
import { createThrowawayCa } from '../../test/pki/throwaway-pki.ts';
import { systemClock } from '../base/clock.ts';
import { callServerStream, callUnary } from './client.ts';
import { AgentServiceService, type WatchOperationResponse } from './gen/hapy/agent/v1/agent.ts';
import { type CallContext, serverStream, unary } from './handlers.ts';
import { agentUri, clusterId, codeOf, RpcFixture, until } from '../../test/rpc-fixture.ts';
import type { RpcServer } from './server.ts';

const soon = { deadlineMs: 5_000, what: 'test' };
const request = { actionId: 'a', afterSequence: 0n };

describeWithOpenssl('the TLS server', () => {
  const fixture = new RpcFixture();
  const ended: string[] = [];
  let seen: CallContext | undefined;
  let release: () => void = () => undefined;

  /** Sends one event, then one more whenever `release` is called, until the reader goes away. */
  async function* events(_: unknown, call: CallContext): AsyncGenerator<WatchOperationResponse> {
    seen = call;
    try {
      for (let sequence = 1n; ; sequence += 1n) {
        yield {
          update: {
            $case: 'event',
            value: { actionId: 'a', sequence, atMs: 0n, message: '', parameters: {} },
          },
        };
        const { promise, resolve } = Promise.withResolvers<void>();
        release = resolve;
        call.signal.addEventListener('abort', () => resolve(), { once: true });
        await promise;
        if (call.signal.aborted) return;
      }
    } finally {
      ended.push('events');
    }
  }

  const services = [
    {
      definition: AgentServiceService,
      implementation: {
        watchOperation: serverStream(events),
        listOperations: unary(async (_: unknown, call: CallContext) => {
          seen = call;
          return { operations: [] };
        }),
      },
    },
  ];

  afterEach(async () => {
    await fixture.close();
    ended.length = 0;
  });

  const list = (server: RpcServer, client = fixture.agentClient(server)) =>
    callUnary(client.listOperations.bind(client), { runId: '', onlyRunning: false, limit: 0 }, soon);

  it('tells a handler who calls, from the certificate', async () => {
    const server = await fixture.serve(services);
    await list(server);
    const { peer, serial, ...caller } = seen!.caller;
    assert.deepEqual(caller, {
      role: 'coordinator',
      name: 'coordinator',
      uri: `spiffe://${clusterId}/coordinator`,
    });
    const own = new X509Certificate(fixture.coordinator.certificateChainPem).serialNumber;
    assert.equal(serial, own.toLowerCase());
    assert.match(peer, /^127\.0\.0\.1:\d+$/);
  });

  it('serves a renewed certificate to new connections while a stream goes on', async () => {
    const server = await fixture.serve(services);
    const client = fixture.agentClient(server);
    const stream = callServerStream(client.watchOperation.bind(client), request, soon);
    await stream.next();
    const renewed = fixture.issue(agentUri);
    server.setIdentity(renewed);
    const socket = tls.connect({ host: '127.0.0.1', port: server.port, ca: fixture.ca.rootsPem });
    await once(socket, 'secureConnect');
    const wanted = new X509Certificate(renewed.certificateChainPem).serialNumber;
    assert.equal(socket.getPeerX509Certificate()?.serialNumber, wanted);
    socket.destroy();
    release();
    const second = await stream.next();
    assert.equal(second.done, false);
    await stream.return();
  });

  it('keeps its identity when a renewed key is not the certificate’s', async () => {
    const server = await fixture.serve(services);
    const other = fixture.issue(agentUri);
    assert.throws(() => server.setIdentity({ ...other, privateKeyPem: fixture.agent.privateKeyPem }));
    await list(server);
  });

  it('cuts the streams of a peer that is disconnected, and of no other', async () => {
    const server = await fixture.serve(services);
    const [cut, kept] = [
      fixture.agentClient(server),
      fixture.agentClient(server, fixture.issue(`spiffe://${clusterId}/coordinator`)),
    ];
    const stream = callServerStream(cut.watchOperation.bind(cut), request, soon);
    await stream.next();
    await list(server, kept);
    const serial = new X509Certificate(fixture.coordinator.certificateChainPem).serialNumber.toLowerCase();
    assert.equal(
      server.disconnect((peer) => peer.serial === serial),
      1,
    );
    assert.equal(await codeOf(stream.next()), 'HAPY-E504');
    await until(() => ended.length === 1);
    await list(server, kept);
    await list(server, cut);
  });

  it('stops an event stream’s producer when its reader leaves', async () => {
    const server = await fixture.serve(services);
    const client = fixture.agentClient(server);
    const stream = callServerStream(client.watchOperation.bind(client), request, soon);
    await stream.next();
    await stream.return();
    await until(() => ended.length === 1);
    assert.equal(seen?.signal.aborted, true);
  });

  it('refuses a certificate that expired while its connection stood', async () => {
    let aheadMs = 0;
    const clock = { ...systemClock, now: () => Date.now() + aheadMs };
    const server = await fixture.serve(services, fixture.agent, clock);
    const client = fixture.agentClient(server);
    await list(server, client);
    aheadMs = 2 * 86_400_000;
    assert.equal(await codeOf(list(server, client)), 'HAPY-E102');
  });

  it('closes: running calls get their grace, then everything is cut', async () => {
    const server = await fixture.serve(services);
    const client = fixture.agentClient(server);
    const stream = callServerStream(client.watchOperation.bind(client), request, soon);
    await stream.next();
    await server.close(20);
    assert.equal(await codeOf(stream.next()), 'HAPY-E504');
    assert.equal(await codeOf(list(server, client)), 'HAPY-E500');
  });

  it('closes at once when nothing is connected', async () => {
    const server = await fixture.serve(services);
    await server.close(60_000);
  });

  it('says with a code when its port is taken or not ours', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const start = (host: string, at: number) =>
      import('./server.ts').then(({ startTlsServer }) =>
        startTlsServer({
          host,
          port: at,
          identity: fixture.agent,
          clusterId,
          services,
          log: fixture.log,
          clock: systemClock,
        }),
      );
    assert.equal(await codeOf(start('127.0.0.1', port)), 'HAPY-E517');
    assert.equal(await codeOf(start('192.0.2.1', 0)), 'HAPY-E518');
    other.close();
  });

  it('believes a renewed root from the next connection on', async () => {
    const server = await fixture.serve(services);
    const otherCa = createThrowawayCa('next');
    const theirs = otherCa.issue({ names: [`URI:spiffe://${clusterId}/coordinator`] });
    const identity = { ...theirs, rootsPem: fixture.ca.rootsPem };
    assert.equal(await codeOf(list(server, fixture.agentClient(server, identity))), 'HAPY-E101');
    server.setIdentity({ ...fixture.agent, rootsPem: fixture.ca.rootsPem + otherCa.rootsPem });
    await list(server, fixture.agentClient(server, identity));
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import tls from 'node:tls';

import type { ChannelOptions } from '@grpc/grpc-js';

import { describeWithOpenssl } from '../../test/pki/describe-with-openssl.ts';
import { RpcFixture, until } from '../../test/rpc-fixture.ts';
import { systemClock } from '../base/clock.ts';
import { callUnary, type RpcTarget, tlsTarget } from './client.ts';
import {
  CoordinatorServiceClient,
  CoordinatorServiceService,
  type GetPlanRequest,
} from './gen/hapy/coordinator/v1/coordinator.ts';
import { anonymousServer, provedServer } from './grpc-server.ts';
import { unary } from './handlers.ts';
import type { TlsIdentity } from './identity.ts';
import {
  anonymous,
  clusterBytesMax,
  keepaliveTimeMs,
  keepaliveTimeoutMs,
  messageBytesMax,
  streamsPerConnectionMax,
} from './limits.ts';
import { PeerRegistry } from './peer-registry.ts';
import type { RpcServer } from './server.ts';
import { buildUri } from './uri.ts';

/** What three hundred nodes say of each other. */
const wholeCluster = 'x'.repeat(2 * messageBytesMax);

/** What OpenSSL has of TLS 1.3 that is neither short nor slow: RFC 8446, appendix B.4, without CCM. */
const modern = ['TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256', 'TLS_CHACHA20_POLY1305_SHA256'];

describeWithOpenssl('the hygiene of TLS and HTTP/2', () => {
  const fixture = new RpcFixture();
  let server: RpcServer;
  let operator: TlsIdentity;

  before(async () => {
    operator = fixture.issue(buildUri('c1', 'operator', 'ada'));
    const getPlan = unary(async ({ abortRun }: GetPlanRequest) => ({
      planJson: abortRun === 'whole cluster' ? wholeCluster : '',
      hash: abortRun,
      empty: true,
    }));
    const services = [{ definition: CoordinatorServiceService, implementation: { getPlan } }];
    server = await fixture.serve(services, fixture.coordinator);
  });
  after(() => fixture.close());

  const dial = (more: tls.ConnectionOptions = {}): tls.ConnectionOptions => ({
    ...{ host: '127.0.0.1', port: server.port, ca: fixture.ca.rootsPem, ALPNProtocols: ['h2'] },
    ...{ key: operator.privateKeyPem, cert: operator.certificateChainPem },
    checkServerIdentity: () => undefined,
    ...more,
  });

  async function refusalOf(more: tls.ConnectionOptions): Promise<string> {
    const socket = tls.connect(dial(more));
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    return error.code ?? '';
  }

  it('takes each of the modern suites, and no other', async () => {
    for (const ciphers of modern) {
      const socket = tls.connect(dial({ ciphers }));
      await once(socket, 'secureConnect');
      assert.deepEqual([socket.getCipher().name, socket.getProtocol()], [ciphers, 'TLSv1.3']);
      socket.destroy();
    }
    const short = await refusalOf({ ciphers: 'TLS_AES_128_CCM_SHA256' });
    assert.equal(short, 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE');
  });

  it('speaks h2 alone, and says so to whoever offers something else', async () => {
    const socket = tls.connect(dial({ ALPNProtocols: ['http/1.1', 'h2'] }));
    await once(socket, 'secureConnect');
    assert.equal(socket.alpnProtocol, 'h2');
    socket.destroy();
    assert.equal(
      await refusalOf({ ALPNProtocols: ['http/1.1'] }),
      'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL',
    );
  });

  /** The bounds that a server tells of itself when a connection begins. */
  async function settingsFor(more: tls.ConnectionOptions): Promise<http2.Settings> {
    const session = http2.connect(`https://127.0.0.1:${server.port}`, {
      createConnection: () => tls.connect(dial(more)),
    });
    session.on('error', () => undefined);
    const [settings] = (await once(session, 'remoteSettings')) as [http2.Settings];
    session.destroy();
    return settings;
  }

  it('bounds the streams of a connection, and those of a stranger to one', async () => {
    const known = await settingsFor({});
    assert.equal(known.maxConcurrentStreams, streamsPerConnectionMax);
    const stranger = await settingsFor({ key: undefined, cert: undefined });
    assert.equal(stranger.maxConcurrentStreams, anonymous.streamsPerConnectionMax);
  });

  const placed = () => ({
    ...{ address: '127.0.0.1', port: server.port, expectedUri: buildUri('c1', 'coordinator') },
    identity: operator,
  });
  const asking = (text: string) => ({
    ...{ discardDatabases: {}, abortRun: text, resumeRun: '', drill: false, drillStorage: false },
    intent: undefined,
  });
  const settings = { deadlineMs: 30_000, what: 'getPlan' };

  it('takes no message above its bound, whether the client knows it or not, and goes on', async () => {
    const target = tlsTarget(placed());
    const bold = { ...target.options, 'grpc.max_send_message_length': 2 * messageBytesMax };
    for (const options of [target.options, bold]) {
      const client = fixture.keep(new CoordinatorServiceClient(target.address, target.credentials, options));
      const getPlan = client.getPlan.bind(client);
      await assert.rejects(callUnary(getPlan, asking('x'.repeat(messageBytesMax)), settings), {
        code: 'HAPY-E513',
      });
      assert.equal((await callUnary(getPlan, asking('small'), settings)).hash, 'small');
    }
  }).timeout(60_000);

  it('gives those who chose it as their coordinator answers as large as a cluster, and nobody else', async () => {
    const answerBytesMax = clusterBytesMax;
    const askAs = (target: RpcTarget) => {
      const { address, credentials, options } = target;
      const client = fixture.keep(new CoordinatorServiceClient(address, credentials, options));
      return callUnary(client.getPlan.bind(client), asking('whole cluster'), settings);
    };
    assert.equal(
      (await askAs(tlsTarget({ ...placed(), answerBytesMax }))).planJson.length,
      wholeCluster.length,
    );
    await assert.rejects(askAs(tlsTarget(placed())), { code: 'HAPY-E513' });
  }).timeout(60_000);

  /** A cable to a server that can be cut without either end being told. */
  async function cableTo(far: RpcServer) {
    const ends: Socket[] = [];
    const relay = createServer((near) => {
      const beyond = connect(far.port, '127.0.0.1');
      ends.push(near, beyond);
      for (const each of [near, beyond]) each.on('error', () => undefined);
      near.pipe(beyond).pipe(near);
    });
    relay.listen(0, '127.0.0.1');
    await once(relay, 'listening');
    const { port } = relay.address() as AddressInfo;
    return {
      port,
      cut: () => ends.forEach((end) => end.unpipe().pause()),
      remove: () => {
        for (const end of ends) end.destroy();
        relay.close();
      },
    };
  }

  it('notices a server that has fallen silent without a word', async () => {
    const cable = await cableTo(server);
    const target = tlsTarget({ ...placed(), port: cable.port });
    const { 'grpc.keepalive_time_ms': timeMs, 'grpc.keepalive_timeout_ms': timeoutMs } = target.options;
    assert.deepEqual([timeMs, timeoutMs], [keepaliveTimeMs, keepaliveTimeoutMs]);
    const quick = { ...target.options, 'grpc.keepalive_time_ms': 200, 'grpc.keepalive_timeout_ms': 200 };
    const client = fixture.keep(new CoordinatorServiceClient(target.address, target.credentials, quick));
    const getPlan = client.getPlan.bind(client);
    await callUnary(getPlan, asking('small'), settings);
    cable.cut();
    const endless = { deadlineMs: Number.POSITIVE_INFINITY, what: 'getPlan' };
    await assert.rejects(callUnary(getPlan, asking('lost'), endless), { code: /^HAPY-E50[49]$/ });
    cable.remove();
  });

  it('notices a client that has fallen silent without a word, and ends what it waited for', async () => {
    let begun: () => void = () => undefined;
    const began = new Promise<void>((resolve) => (begun = resolve));
    let given: () => void = () => undefined;
    const givenUp = new Promise<void>((resolve) => (given = resolve));
    const getPlan = unary(async ({ abortRun }: GetPlanRequest, { signal }) => {
      signal.addEventListener('abort', given);
      begun();
      if (abortRun === 'wait') await givenUp;
      return { planJson: '', hash: abortRun, empty: true };
    });
    const services = [{ definition: CoordinatorServiceService, implementation: { getPlan } }];
    const keepalive = { timeMs: 200, timeoutMs: 200 };
    const quick = await fixture.serve(services, fixture.coordinator, systemClock, { keepalive });
    const cable = await cableTo(quick);
    const target = tlsTarget({ ...placed(), port: cable.port });
    const client = fixture.keep(
      new CoordinatorServiceClient(target.address, target.credentials, target.options),
    );
    const endless = { deadlineMs: Number.POSITIVE_INFINITY, what: 'getPlan' };
    const lost = callUnary(client.getPlan.bind(client), asking('wait'), endless).catch(() => undefined);
    await began;
    cable.cut();
    await givenUp;
    const connected = () => {
      const found: string[] = [];
      quick.disconnect(({ uri }) => found.push(uri) < 0);
      return found;
    };
    await until(() => connected().length === 0);
    cable.remove();
    client.close();
    await lost;
  });

  it('asks an idle client again and again whether it is there, and keeps one that answers', async () => {
    const keepalive = { timeMs: 100, timeoutMs: 20_000 };
    const quick = await fixture.serve([], fixture.coordinator, systemClock, { keepalive });
    const session = http2.connect(`https://127.0.0.1:${quick.port}`, {
      createConnection: () => tls.connect(dial({ port: quick.port })),
    });
    session.on('error', () => undefined);
    for (let asked = 0; asked < 3; asked += 1) await once(session, 'ping');
    assert.equal(session.closed || session.destroyed, false);
    assert.equal(
      quick.disconnect(() => true),
      1,
    );
    session.destroy();
  });

  it('has the same patience with both ends, whoever is at the other', () => {
    const parts = { services: [], registry: new PeerRegistry(), clock: systemClock, log: fixture.log };
    for (const made of [provedServer(parts), anonymousServer(parts)]) {
      const { options } = made as unknown as { options: ChannelOptions };
      const asked = [options['grpc.keepalive_time_ms'], options['grpc.keepalive_timeout_ms']];
      assert.deepEqual(asked, [keepaliveTimeMs, keepaliveTimeoutMs]);
    }
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import tls from 'node:tls';

import { Client, Metadata, type ServiceError, status } from '@grpc/grpc-js';

import { describeWithOpenssl } from '../../test/pki/describe-with-openssl.ts';
import { createThrowawayCa } from '../../test/pki/throwaway-pki.ts';
import type { Clock } from '../base/clock.ts';
import { callUnary, tlsTarget } from './client.ts';
import { AgentServiceService } from './gen/hapy/agent/v1/agent.ts';
import { CoordinatorServiceService } from './gen/hapy/coordinator/v1/coordinator.ts';
import {
  EnrollmentServiceClient,
  EnrollmentServiceService,
  type ProbeResponse,
  type ProbeRequest,
} from './gen/hapy/enrollment/v1/enrollment.ts';
import { ErrorInfo } from './gen/hapy/agent/v1/operation.ts';
import { unary } from './handlers.ts';
import type { TlsIdentity } from './identity.ts';
import { mayCall, roleTable } from './role-table.ts';
import { clusterId, RpcFixture, until } from '../../test/rpc-fixture.ts';
import type { RpcServer } from './server.ts';
import { buildUri } from './uri.ts';

const coordinatorUri = buildUri(clusterId, 'coordinator');
const probePath = '/hapy.enrollment.v1.EnrollmentService/Probe';

interface Refusal {
  readonly grpc: string | undefined;
  readonly code: string | undefined;
}

describeWithOpenssl('the TLS listener, probed from outside', () => {
  const fixture = new RpcFixture();
  let server: RpcServer;

  before(async () => {
    const services = [
      {
        definition: CoordinatorServiceService,
        implementation: { listRuns: unary(async () => ({ runs: [] })) },
      },
      {
        definition: EnrollmentServiceService,
        implementation: {
          probe: unary(async (request: ProbeRequest) => probeAnswer(request)),
        },
      },
    ];
    server = await fixture.serve(services, fixture.coordinator);
  });
  after(() => fixture.close());

  /** Calls one RPC with whatever certificate and gives the status with the code of our trailer. */
  async function refusal(rpc: string, identity: TlsIdentity | { rootsPem: string }): Promise<Refusal> {
    const place = { address: '127.0.0.1', port: server.port, expectedUri: coordinatorUri };
    const target = tlsTarget({ ...place, identity });
    const client = new Client(target.address, target.credentials, target.options);
    try {
      const error = await new Promise<ServiceError | null>((resolve) => {
        const same = (bytes: Buffer) => bytes;
        const options = { deadline: Date.now() + 5_000 };
        client.makeUnaryRequest(rpc, same, same, Buffer.alloc(0), new Metadata(), options, (e) => resolve(e));
      });
      const [trailer] = error?.metadata.get('hapy-error-bin') ?? [];
      const code = trailer === undefined ? undefined : ErrorInfo.decode(trailer as Buffer).code;
      return { grpc: error === null ? 'OK' : status[error.code], code };
    } finally {
      client.close();
    }
  }

  it('speaks TLS 1.3 and refuses 1.2', async () => {
    const options = {
      host: '127.0.0.1',
      port: server.port,
      ca: fixture.ca.rootsPem,
      checkServerIdentity: () => undefined,
    };
    const modern = tls.connect(options);
    await once(modern, 'secureConnect');
    assert.equal(modern.getProtocol(), 'TLSv1.3');
    modern.destroy();
    const old = tls.connect({ ...options, maxVersion: 'TLSv1.2' });
    const [error] = (await once(old, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
  });

  it('never resumes a session, which would skip the verification of the certificate', async () => {
    const options = {
      host: '127.0.0.1',
      port: server.port,
      ca: fixture.ca.rootsPem,
      checkServerIdentity: () => undefined,
    };
    const sessions: Buffer[] = [];
    const first = tls.connect({ ...options, ...keyPair(fixture.coordinator), ALPNProtocols: ['h2'] });
    first.on('session', (session: Buffer) => sessions.push(session));
    await once(first, 'data');
    first.destroy();
    for (const session of sessions) {
      const second = tls.connect({ ...options, session, ALPNProtocols: ['h2'] });
      await once(second, 'secureConnect');
      assert.equal(second.isSessionReused(), false);
      second.destroy();
    }
  });

  it('answers every RPC but Probe and Enroll with UNAUTHENTICATED and a code when there is no certificate', async () => {
    const identity = { rootsPem: fixture.ca.rootsPem };
    for (const rpc of Object.keys(roleTable)) {
      const found = await refusal(rpc, identity);
      if (mayCall('anonymous', rpc)) assert.notEqual(found.grpc, 'UNAUTHENTICATED', rpc);
      else assert.deepEqual(found, { grpc: 'UNAUTHENTICATED', code: 'HAPY-E100' }, rpc);
    }
  });

  it('tells each bad certificate its own reason', async () => {
    const rpc = '/hapy.coordinator.v1.CoordinatorService/ListRuns';
    const stranger = createThrowawayCa('stranger').issue({ names: [`URI:${coordinatorUri}`] });
    const operator = buildUri(clusterId, 'operator', 'ada');
    const bad: Record<string, TlsIdentity> = {
      'HAPY-E101': { ...stranger, rootsPem: fixture.ca.rootsPem },
      'HAPY-E102': fixture.issue(operator, { fromSeconds: -200, toSeconds: -100 }),
      'HAPY-E103': fixture.issue(operator, { fromSeconds: 500, toSeconds: 1000 }),
      'HAPY-E104': fixture.issue(buildUri('c2', 'operator', 'ada')),
      'HAPY-E105': fixture.ca.issue({ names: [`URI:${operator}`, `URI:${coordinatorUri}`] }),
    };
    for (const [code, identity] of Object.entries(bad)) {
      assert.deepEqual(await refusal(rpc, identity), { grpc: 'UNAUTHENTICATED', code });
      assert.equal((await refusal(probePath, identity)).grpc, 'OK', code);
    }
    const nameless = fixture.ca.issue({ names: [] });
    assert.equal((await refusal(rpc, nameless)).code, 'HAPY-E105');
    const serverOnly = fixture.ca.issue({ names: [`URI:${operator}`], usage: 'serverAuth' });
    assert.deepEqual(await refusal(rpc, serverOnly), { grpc: 'UNAUTHENTICATED', code: 'HAPY-E101' });
  });

  it('answers every RPC that is not its role’s with PERMISSION_DENIED and a code', async () => {
    for (const role of ['agent', 'gateway', 'auditor', 'operator', 'coordinator'] as const) {
      const identity = fixture.issue(buildUri(clusterId, role, 'ada'));
      for (const rpc of Object.keys(roleTable)) {
        if (mayCall(role, rpc)) continue;
        assert.deepEqual(
          await refusal(rpc, identity),
          { grpc: 'PERMISSION_DENIED', code: 'HAPY-E110' },
          `${role} ${rpc}`,
        );
      }
    }
  }).timeout(120_000);

  it('tells a caller that has the right but is at the wrong program', async () => {
    const rpc = AgentServiceService.getState.path;
    assert.deepEqual(await refusal(rpc, fixture.coordinator), { grpc: 'UNIMPLEMENTED', code: 'HAPY-E112' });
  });

  it('lets an operator in, and a peer without a certificate probe', async () => {
    const operator = fixture.issue(buildUri(clusterId, 'operator', 'ada'));
    assert.equal((await refusal(CoordinatorServiceService.listRuns.path, operator)).grpc, 'OK');
    assert.equal((await refusal(probePath, { rootsPem: fixture.ca.rootsPem })).grpc, 'OK');
  });

  it('takes at most 64 KiB from a peer without a certificate', async () => {
    const place = { address: '127.0.0.1', port: server.port, expectedUri: coordinatorUri };
    const target = tlsTarget({ ...place, identity: { rootsPem: fixture.ca.rootsPem } });
    const client = fixture.keep(
      new EnrollmentServiceClient(target.address, target.credentials, target.options),
    );
    const ask = (request: string) =>
      callUnary(client.probe.bind(client), { clusterId: request }, { deadlineMs: 3_000, what: 'probe' });
    await ask('c1');
    await assert.rejects(ask('x'.repeat(70_000)), { code: 'HAPY-E513' });
  });

  it('ends the connection of a peer without a certificate when its time is over', async () => {
    const waited: number[] = [];
    const clock: Clock = {
      now: () => Date.now(),
      delay: async (delayMs) => void waited.push(delayMs),
    };
    const brief = await fixture.serve([], fixture.coordinator, clock);
    const options = { host: '127.0.0.1', port: brief.port, rejectUnauthorized: false, ALPNProtocols: ['h2'] };
    const idle = tls.connect(options).on('error', () => undefined);
    idle.resume();
    await once(idle, 'close');
    assert.deepEqual(waited, [5_000]);
  });

  it('gives one address only so many connections without a certificate at once', async () => {
    const options = {
      host: '127.0.0.1',
      port: server.port,
      rejectUnauthorized: false,
      ALPNProtocols: ['h2'],
    };
    const sockets = Array.from({ length: 12 }, () => tls.connect(options).on('error', () => undefined));
    let closed = 0;
    for (const socket of sockets) socket.on('close', () => (closed += 1)).resume();
    await until(() => closed >= 4);
    for (const socket of sockets) socket.destroy();
  });
});

function keyPair(identity: TlsIdentity) {
  return { key: identity.privateKeyPem, cert: identity.certificateChainPem };
}

function probeAnswer(request: ProbeRequest): ProbeResponse {
  return { clusterId: request.clusterId, nonce: Buffer.alloc(32), coordinatorTimeMs: 0n };
}

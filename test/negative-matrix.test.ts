import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';

import { Client, type MethodDefinition, type ServiceDefinition } from '@grpc/grpc-js';

import { describeWithOpenssl } from './pki/describe-with-openssl.ts';
import { createThrowawayCa } from './pki/throwaway-pki.ts';
import { clusterId, codeOf, RpcFixture } from './rpc-fixture.ts';
import { systemClock } from '../services/base/clock.ts';
import { authorityKeyIdOf } from '../services/base/key-identifiers.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { ApiTokenPolicy } from '../services/rpc/api-token.ts';
import type { AuditedCall } from '../services/rpc/audit-sink.ts';
import { isAudited, quietRpcNames, tellingDetails } from '../services/rpc/audited-rpcs.ts';
import { callUnary, tlsTarget } from '../services/rpc/client.ts';
import { AgentServiceService } from '../services/rpc/gen/hapy/agent/v1/agent.ts';
import { AgentTrustServiceService } from '../services/rpc/gen/hapy/agent/v1/trust.ts';
import { CoordinatorServiceService } from '../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { TrustServiceService } from '../services/rpc/gen/hapy/coordinator/v1/trust.ts';
import { EnrollmentServiceService } from '../services/rpc/gen/hapy/enrollment/v1/enrollment.ts';
import type { TlsIdentity } from '../services/rpc/identity.ts';
import { type Person, personMetadata } from '../services/rpc/on-behalf.ts';
import { mayCall, roleTable } from '../services/rpc/role-table.ts';
import { startTlsServer } from '../services/rpc/server.ts';
import { emptyTrust, policyOf, type TrustList } from '../services/rpc/trust-list.ts';
import { buildUri, type CertificateRole } from '../services/rpc/uri.ts';

const definitions = [
  AgentServiceService,
  AgentTrustServiceService,
  CoordinatorServiceService,
  TrustServiceService,
  EnrollmentServiceService,
] as const;
const roles: readonly CertificateRole[] = ['coordinator', 'agent', 'gateway', 'operator', 'auditor'];
const hour = 3_600;

/** What may be wrong with a certificate, and the refusal that each is answered with. */
type Flaw =
  | 'none'
  | 'absent'
  | 'foreign'
  | 'expired'
  | 'early'
  | 'usage'
  | 'revoked'
  | 'revoked-name'
  | 'replaced'
  | 'cluster';
const refusals: Readonly<Record<Exclude<Flaw, 'none'>, string>> = {
  absent: 'HAPY-E100',
  foreign: 'HAPY-E101',
  expired: 'HAPY-E102',
  early: 'HAPY-E103',
  usage: 'HAPY-E101',
  revoked: 'HAPY-E115',
  'revoked-name': 'HAPY-E115',
  // The authority that has signed it.
  replaced: 'HAPY-E117',
  cluster: 'HAPY-E104',
};

/** What the gateway passes on: tokens that count, and what others are refused with. */
const apiTokens: ApiTokenPolicy = {
  bearerOf: (token) => {
    if (token === 'expired') return new HapyError('HAPY-E763', { name: 'x' });
    if (token === 'revoked') return new HapyError('HAPY-E764', { name: 'x' });
    if (token !== 'token-operator' && token !== 'token-reader') return new HapyError('HAPY-E762');
    return { role: token, name: 'token:x', expiresAtMs: Number.MAX_SAFE_INTEGER };
  },
};

/** Every RPC, asked by every role with every flaw that a certificate can have, over real connections. */
describeWithOpenssl('the negative matrix', () => {
  const fixture = new RpcFixture();
  const audited: AuditedCall[] = [];
  let list: TrustList = emptyTrust;
  let port = 0;
  let close: () => Promise<void>;

  before(async () => {
    const server = await startTlsServer({
      ...{ host: '127.0.0.1', port: 0, identity: fixture.agent, clusterId },
      services: definitions.map((definition) => ({
        definition: definition,
        implementation: everyHandler(definition as unknown as ServiceDefinition),
      })),
      ...{ log: fixture.log, clock: systemClock, trust: policyOf(() => list), apiTokens },
      audit: { trouble: () => undefined, write: (call) => void audited.push(call) },
    });
    port = server.port;
    close = () => server.close(0);
  });
  after(async () => {
    await fixture.close();
    await close();
  });

  /** Handlers that succeed, with an answer that says nothing: whatever is refused was refused before them. */
  function everyHandler(definition: ServiceDefinition) {
    const handlerOf = ({ responseDeserialize: read }: MethodDefinition<unknown, object>) => {
      const nothing = read(Buffer.alloc(0));
      return (call: { end?: () => void }, answer?: (error: null, value: object) => void) => {
        if (answer === undefined) call.end?.();
        else answer(null, nothing);
      };
    };
    const methods = Object.entries(definition as Record<string, MethodDefinition<unknown, object>>);
    return Object.fromEntries(methods.map(([name, method]) => [name, handlerOf(method)]));
  }

  const uriOf = (role: CertificateRole) =>
    buildUri(clusterId, role, role === 'coordinator' || role === 'gateway' ? undefined : 'x');

  function identityFor(role: CertificateRole, flaw: Flaw): TlsIdentity | { rootsPem: string } {
    const names = [`URI:${uriOf(role)}`, 'IP:127.0.0.1'];
    switch (flaw) {
      case 'absent':
        return { rootsPem: fixture.ca.rootsPem };
      case 'foreign':
        return { ...createThrowawayCa('foreign').issue({ names }), rootsPem: fixture.ca.rootsPem };
      case 'expired':
        return fixture.ca.issue({ names, fromSeconds: -2 * hour, toSeconds: -hour });
      case 'early':
        return fixture.ca.issue({ names, fromSeconds: hour, toSeconds: 2 * hour });
      case 'usage':
        return fixture.ca.issue({ names, usage: 'serverAuth' });
      case 'cluster':
        return fixture.ca.issue({
          names: [`URI:spiffe://other/${uriOf(role).split('/').slice(3).join('/')}`],
        });
      case 'revoked':
      case 'revoked-name':
      case 'replaced':
      case 'none':
        return fixture.ca.issue({ names });
    }
  }

  async function ask(client: Client, rpc: string, person?: Person): Promise<string> {
    const empty = () => Buffer.alloc(0);
    const unary = client.makeUnaryRequest.bind(client, rpc, empty, () => ({}));
    const metadata = person === undefined ? {} : personMetadata(person);
    const once = () => codeOf(callUnary(unary as never, {}, { deadlineMs: 10_000, what: rpc, metadata }));
    // A stranger's connection ends after five seconds, on a busy machine in the middle of them all.
    const found = await once();
    return found === 'HAPY-E504' ? once() : found;
  }

  function clientOf(role: CertificateRole): Client {
    const identity = identityFor(role, 'none');
    const expectedUri = buildUri(clusterId, 'agent', 'hapy1');
    const target = tlsTarget({ address: '127.0.0.1', port, expectedUri, identity });
    return fixture.keep(new Client(target.address, target.credentials, target.options));
  }

  const rpcs = Object.keys(roleTable).filter((rpc) => !rpc.includes('.helper.'));
  const flaws = Object.keys(refusals) as Exclude<Flaw, 'none'>[];

  for (const role of roles) {
    for (const flaw of ['none' as const, ...flaws]) {
      it(`${role}, ${flaw === 'none' ? 'with its certificate' : flaw}: ${rpcs.length} RPCs`, async () => {
        const identity = identityFor(role, flaw);
        list = emptyTrust;
        if (flaw === 'revoked' && 'certificateChainPem' in identity) {
          const serial = new X509Certificate(identity.certificateChainPem).serialNumber.toLowerCase();
          list = { ...emptyTrust, deniedSerials: [serial] };
        }
        if (flaw === 'replaced' && 'certificateChainPem' in identity) {
          const { raw } = new X509Certificate(identity.certificateChainPem);
          list = { ...emptyTrust, deniedIssuers: [authorityKeyIdOf(raw)] };
        }
        if (flaw === 'revoked-name') list = { ...emptyTrust, deniedUris: [uriOf(role)] };
        const expectedUri = buildUri(clusterId, 'agent', 'hapy1');
        const target = tlsTarget({ address: '127.0.0.1', port, expectedUri, identity });
        // One connection for all: strangers have a bounded number of them.
        const client = fixture.keep(new Client(target.address, target.credentials, target.options));
        for (const rpc of rpcs) {
          audited.length = 0;
          const found = await ask(client, rpc);
          const withdrawn = flaw.startsWith('revoked') || flaw === 'replaced';
          const open = mayCall('anonymous', rpc) && !withdrawn && flaw !== 'none';
          const allowed = open || (flaw === 'none' && mayCall(role, rpc));
          const wanted = flaw === 'none' ? 'HAPY-E110' : refusals[flaw];
          if (allowed) {
            assert.doesNotMatch(found, /^HAPY-E1/, `${role} ${flaw} ${rpc}`);
            const lines = audited.map(({ rpc: what, caller }) => [what, caller.role, caller.uri]);
            const who = flaw === 'none' ? [role, uriOf(role)] : ['anonymous', ''];
            assert.deepEqual(
              lines,
              isAudited(rpc) ? [[rpc, ...who]] : [],
              `${rpc} leaves a line where it changes something`,
            );
          } else {
            assert.equal(found, wanted, `${role} ${flaw} ${rpc}`);
            assert.equal(audited.at(-1)?.outcome, wanted, `${rpc} leaves a line`);
          }
        }
        client.close();
      }).timeout(60_000);
    }
  }

  for (const [token, wanted] of [
    ['token-operator', 'HAPY-E110'],
    ['token-reader', 'HAPY-E110'],
    ['expired', 'HAPY-E763'],
    ['revoked', 'HAPY-E764'],
    ['unknown', 'HAPY-E762'],
    ['', 'HAPY-E762'],
  ] as const) {
    it(`an API token, ${token === '' ? 'empty' : token}, through the gateway: ${rpcs.length} RPCs`, async () => {
      list = emptyTrust;
      const client = clientOf('gateway');
      let written = 0;
      for (const rpc of rpcs) {
        audited.length = 0;
        const found = await ask(client, rpc, { apiToken: token });
        const counts = token === 'token-operator' || token === 'token-reader';
        const allowed = counts && mayCall(token, rpc);
        if (allowed) {
          assert.doesNotMatch(found, /^HAPY-E[17]/, rpc);
          const [line] = audited;
          assert.equal(line !== undefined, isAudited(rpc), rpc);
          if (line === undefined) continue;
          written += 1;
          const { role, name, via } = line.caller;
          assert.deepEqual([role, name, via], [token, 'token:x', 'gateway'], rpc);
        } else {
          assert.equal(found, wanted, rpc);
          assert.equal(audited.at(-1)?.outcome, wanted, `${rpc} leaves a line`);
        }
      }
      assert.ok(token !== 'token-operator' || written >= 3, `${written} deeds of it were written down`);
      client.close();
    }).timeout(60_000);
  }

  it('believes a token from nobody but the gateway', async () => {
    for (const role of ['agent', 'auditor'] as const) {
      const client = clientOf(role);
      const rpc = '/hapy.coordinator.v1.CoordinatorService/StartRun';
      assert.equal(await ask(client, rpc, { apiToken: 'token-operator' }), 'HAPY-E110', role);
      client.close();
    }
  });

  it('writes down every RPC that changes something, and knows every quiet one', () => {
    for (const rpc of quietRpcNames) assert.ok(Object.hasOwn(roleTable, rpc), rpc);
    for (const name of ['StartRun', 'AbortRun', 'CreateToken']) {
      assert.ok(isAudited(`/hapy.coordinator.v1.CoordinatorService/${name}`), name);
    }
  });

  it('tells every node for whom it is changed, and notes it there', () => {
    const unnamed = Object.values(AgentServiceService as ServiceDefinition)
      .filter(
        ({ path, requestDeserialize: read }) => isAudited(path) && !('mutation' in read(Buffer.alloc(0))),
      )
      .map(({ path }) => path.split('/').at(-1));
    // The lease is the coordinator's own affair; the others are about an operation that names its person.
    const about = ['AcquireLease', 'CancelOperation', 'DownloadSeed', 'UploadSeed'];
    assert.deepEqual(unnamed.toSorted(), about);
    const mutation = { runId: '7', actionId: 'start-oned/hapy2', person: 'operator/anne' };
    assert.equal(tellingDetails({ mutation })['person'], 'operator/anne');
  });

  it('writes a person down whom the gateway names, for each RPC that only persons may call', async () => {
    list = emptyTrust;
    const client = clientOf('gateway');
    const person = { uri: uriOf('operator'), serial: '0a' };
    for (const rpc of rpcs.filter((each) => isAudited(each) && mayCall('operator', each))) {
      audited.length = 0;
      await ask(client, rpc, person);
      const lines = audited.map(({ caller: { role, name, uri, serial, via } }) => [
        role,
        name,
        uri,
        serial,
        via,
      ]);
      assert.deepEqual(lines, [['operator', 'x', person.uri, '0a', 'gateway']], rpc);
    }
    client.close();
  }).timeout(60_000);
});

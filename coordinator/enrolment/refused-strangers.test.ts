import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { createAuthority } from '../../certs/authority.ts';
import { createCsr } from '../../certs/csr.ts';
import { generateKey } from '../../certs/keys.ts';
import { AuditLog } from '../../services/audit/audit-log.ts';
import type { AuditLine } from '../../services/audit/audit-line.ts';
import { systemClock } from '../../services/base/clock.ts';
import { callUnary, tlsTarget } from '../../services/rpc/client.ts';
import { EnrollmentServiceClient } from '../../services/rpc/gen/hapy/enrollment/v1/enrollment.ts';
import { type RpcServer, startTlsServer } from '../../services/rpc/server.ts';
import { buildUri } from '../../services/rpc/uri.ts';
import { describeWithOpenssl } from '../../test/pki/describe-with-openssl.ts';
import { clusterId, codeOf, RpcFixture } from '../../test/rpc-fixture.ts';
import { TrustStore } from '../trust/trust-store.ts';
import { createEnrollmentBinding } from './enrollment-binding.ts';
import { createSqliteEnrolmentStore, migrateEnrolment } from './sqlite-enrolment-store.ts';

/** How often one address may be wrong within a minute (refusals.ts). */
const guessesMax = 10;

describeWithOpenssl('a stranger who guesses', () => {
  const fixture = new RpcFixture();
  let folder: string;
  let database: DatabaseSync;
  let audit: AuditLog;
  let server: RpcServer;
  let csr: Buffer;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-stranger-'));
    database = new DatabaseSync(':memory:');
    migrateEnrolment(database);
    const { authority } = await createAuthority({ clusterId, clock: systemClock });
    const { privateKeyPem, publicKeyDer } = await generateKey();
    csr = createCsr(privateKeyPem);
    const spec = { clusterId, platform: 'eole', nodes: [], vip: { address: '10.0.0.9', name: 'x' } } as const;
    const trust = new TrustStore(database);
    const clock = systemClock;
    // All of it happens within the minute that counts, however slow the machine is.
    const atMs = clock.now();
    const still = { now: () => atMs, delay: () => Promise.reject(new Error('nobody waits')) };
    audit = AuditLog.open({ path: join(folder, 'audit'), program: 'coordinator', clock, log: fixture.log });
    server = await startTlsServer({
      ...{
        host: '127.0.0.1',
        port: 0,
        identity: fixture.coordinator,
        clusterId,
        clock,
        log: fixture.log,
        audit,
      },
      services: [
        createEnrollmentBinding({
          ...{ authority, store: createSqliteEnrolmentStore(database), clock: still, log: fixture.log },
          ...{ nodeNames: () => undefined, coordinators: () => [], tellAddress: () => undefined },
          serverPublicKeyDer: () => publicKeyDer,
          renewal: () => ({ trust, spec, isBarred: () => false }),
        }),
      ],
    });
  });
  afterEach(async () => {
    await fixture.close();
    await server.close(0);
    audit.close();
    database.close();
    await rm(folder, { recursive: true });
  });

  function stranger(): EnrollmentServiceClient {
    const expectedUri = buildUri(clusterId, 'coordinator');
    const identity = { rootsPem: fixture.ca.rootsPem };
    const target = tlsTarget({ address: '127.0.0.1', port: server.port, expectedUri, identity });
    return fixture.keep(new EnrollmentServiceClient(target.address, target.credentials, target.options));
  }

  /** One try, with a nonce as it should be and a proof that is none. */
  async function guess(what: 'enroll' | 'renew'): Promise<string> {
    const client = stranger();
    const settings = { deadlineMs: 20_000, what };
    const { nonce } = await callUnary(client.probe.bind(client), { clusterId }, settings);
    const signed = { clusterId, nonce, csr, signature: randomBytes(64) };
    const token = { ...signed, node: 'hapy2', tokenId: 'f'.repeat(32), address: '' };
    const asked =
      what === 'enroll'
        ? callUnary(client.enroll.bind(client), token, settings)
        : callUnary(client.renew.bind(client), { ...signed, holder: 'agent/hapy2' }, settings);
    const code = await codeOf(asked);
    client.close();
    return code;
  }

  for (const [what, refusal, about] of [
    ['enroll', 'HAPY-E161', { node: 'hapy2', tokenId: 'f'.repeat(32) }],
    ['renew', 'HAPY-E118', { holder: 'agent/hapy2' }],
  ] as const) {
    it(`is refused, then not even looked at, and each time written down: ${what}`, async () => {
      const codes: string[] = [];
      for (let tried = 0; tried < guessesMax + 2; tried += 1) codes.push(await guess(what));
      const wanted = [...Array.from({ length: guessesMax }, () => refusal), 'HAPY-E123', 'HAPY-E123'];
      assert.deepEqual(codes, wanted);
      const lines = (await readFile(join(folder, 'audit'), 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as AuditLine);
      assert.deepEqual(
        lines.map(({ result }) => result),
        wanted,
      );
      for (const line of lines) {
        assert.deepEqual([line.who, line.serial], ['anonymous', '']);
        assert.match(line.from, /^127\.0\.0\.1:\d+$/);
        assert.equal(line.what.toLowerCase(), `enrollmentservice/${what}`);
        assert.deepEqual(line.details, about);
      }
    }).timeout(60_000);
  }
});

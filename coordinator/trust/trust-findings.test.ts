import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { createAuthority } from '../../certs/authority.ts';
import { generateKey } from '../../certs/keys.ts';
import { emptyHead } from '../../services/audit/audit-line.ts';
import { specOf } from '../../test/doubles/spec-of.ts';
import { createSqliteEnrolmentStore, migrateEnrolment } from '../enrolment/sqlite-enrolment-store.ts';
import { statePaths } from '../init.ts';
import { createBackup } from './backup.ts';
import { issuerRecord, Issuers } from './issuers.ts';
import type { TrustContext } from './trust-context.ts';
import { trustFindings } from './trust-findings.ts';
import { TrustStore } from './trust-store.ts';

const dayMs = 86_400_000;

describe('what certificates and backups tell of by themselves', () => {
  const clock = { atMs: Date.now(), now: () => clock.atMs, delay: () => Promise.reject(new Error('no')) };
  const spec = { ...specOf(4), clusterId: 'c1' };
  let stateDirectory: string;
  let context: TrustContext;

  beforeEach(async () => {
    clock.atMs = Date.now();
    stateDirectory = await mkdtemp(join(tmpdir(), 'hapy-findings-'));
    const database = new DatabaseSync(':memory:');
    migrateEnrolment(database);
    const store = new TrustStore(database);
    const { root, issuer } = await createAuthority({ clusterId: 'c1', clock });
    store.saveIssuer(issuerRecord(issuer, 'active', clock.now()));
    const issuers = new Issuers({ store, spec: () => spec, clock, rootPem: root.certificatePem });
    const enrolment = createSqliteEnrolmentStore(database);
    const trust = {
      store,
      issuers,
      audit: { head: emptyHead },
      rootKeyPath: statePaths(stateDirectory).rootKey,
    };
    context = { trust, spec, enrolment, clock, database, stateDirectory } as unknown as TrustContext;
    await writeFile(statePaths(stateDirectory).audit, '');
  });
  afterEach(async () => {
    context.database.close();
    await rm(stateDirectory, { recursive: true });
  });

  const codes = () => trustFindings(context).map(({ code, node }) => `${code} ${node}`.trim());

  async function backUp(): Promise<void> {
    for await (const part of createBackup(context)) assert.ok(part.length > 0);
  }

  /** Gives a new certificate, with a new key unless it is given one; the key of it. */
  async function enrol(profile: 'agent' | 'operator', name: string, key?: Buffer): Promise<Buffer> {
    const publicKeyDer = key ?? (await generateKey()).publicKeyDer;
    const holder = { profile, name };
    const issued = context.trust.issuers.authority.issue({
      ...{ ...holder, dnsNames: [], addresses: [], publicKeyDer },
    });
    const issuedAtMs = clock.now();
    context.enrolment.addCertificate({ ...issued, ...holder, publicKeyDer, issuedAtMs, tokenId: undefined });
    return publicKeyDer;
  }

  it('is that a backup does not know who came or went since, until there is another one', async () => {
    const key = await enrol('agent', 'hapy2');
    assert.deepEqual(codes(), [], 'nobody has begun to make backups');
    await backUp();
    clock.atMs += dayMs;
    await enrol('agent', 'hapy2', key);
    assert.deepEqual(codes(), [], 'a renewal changes nothing that it would have to know');
    const changes: readonly (() => unknown)[] = [
      () => enrol('agent', 'hapy3'),
      () => enrol('operator', 'anne'),
      () => {
        const denial = { holder: 'operator/anne', reason: '', deniedBy: 'root', atMs: clock.now() };
        context.trust.store.addDenial({ kind: 'uri', value: 'spiffe://c1/operator/anne', ...denial });
      },
      () => (context = { ...context, spec: { ...spec, nodes: spec.nodes.slice(0, 3) } }),
      async () => {
        const { issuer } = await createAuthority({ clusterId: 'c1', clock });
        context.trust.store.saveIssuer(issuerRecord(issuer, 'next', clock.now()));
      },
    ];
    for (const change of changes) {
      await change();
      assert.deepEqual(codes(), ['HAPY-E135'], String(change));
      const [finding] = trustFindings(context);
      assert.match(String(finding?.parameters['when']), /^\d{4}-\d\d-\d\d$/);
      await backUp();
      assert.deepEqual(codes(), [], String(change));
    }
  });

  it('is a certificate that nothing has renewed for a week, and whoever waits for an approval', async () => {
    const publicKeyDer = await enrol('agent', 'hapy2');
    await enrol('operator', 'anne');
    clock.atMs += 22 * dayMs;
    assert.deepEqual(codes(), []);
    clock.atMs += 2 * dayMs;
    assert.deepEqual(codes(), ['HAPY-E136 hapy2'], 'a person renews her own');
    clock.atMs += 30 * dayMs;
    assert.deepEqual(codes(), []);
    const waiting = { holder: 'agent/hapy2', publicKeyDer, askedAtMs: clock.now(), approvedBy: '' };
    context.trust.store.saveApproval(waiting);
    assert.deepEqual(codes(), ['HAPY-E137 hapy2']);
  });

  it('is an issuing authority that ends within half a year', () => {
    clock.atMs += 549 * dayMs;
    assert.deepEqual(codes(), []);
    clock.atMs += 3 * dayMs;
    assert.deepEqual(codes(), ['HAPY-E138']);
  });
});

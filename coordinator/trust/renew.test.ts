import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

import { pino } from 'pino';

import { createAuthority } from '../../certs/authority.ts';
import { createCsr } from '../../certs/csr.ts';
import { generateKey } from '../../certs/keys.ts';
import { signRenewal } from '../../certs/renewal-proof.ts';
import type { Spec } from '../../services/domain/spec.ts';
import { Nonces } from '../enrolment/nonces.ts';
import { createSqliteEnrolmentStore, migrateEnrolment } from '../enrolment/sqlite-enrolment-store.ts';
import { createToken, listTokens } from '../enrolment/tokens.ts';
import { createPerson } from './persons.ts';
import { renew, type RenewContext } from './renew.ts';
import { revokeHolder } from './revoke.ts';
import { TrustStore } from './trust-store.ts';

const dayMs = 86_400_000;
const spec: Spec = {
  clusterId: 'c1',
  platform: 'eole',
  nodes: [1, 2, 3].map((n) => ({ name: `hapy${n}`, fqdn: `hapy${n}.lan`, address: `10.0.0.${n}` })),
  vip: { address: '10.0.0.9', name: 'one.lan' },
};

describe('the next certificate of an enrolled key', () => {
  const clock = { atMs: Date.now(), now: () => clock.atMs, delay: () => Promise.reject(new Error('no')) };
  let context: RenewContext;
  let keyPem: string;

  beforeEach(async () => {
    clock.atMs = Date.now();
    const { authority } = await createAuthority({ clusterId: 'c1', clock, vip: spec.vip });
    const database = new DatabaseSync(':memory:');
    migrateEnrolment(database);
    const store = createSqliteEnrolmentStore(database);
    const server = await generateKey();
    context = {
      ...{ authority, store, clock, spec, trust: new TrustStore(database), nonces: new Nonces(clock) },
      log: pino({ level: 'silent' }),
      serverPublicKeyDer: () => server.publicKeyDer,
      isBarred: () => false,
    };
    keyPem = await enrolled('hapy2');
  });

  async function enrolled(name: string): Promise<string> {
    const { privateKeyPem, publicKeyDer } = await generateKey();
    const holder = { profile: 'agent', name } as const;
    const issued = context.authority.issue({ ...holder, dnsNames: ['old.lan'], addresses: [], publicKeyDer });
    const issuedAtMs = clock.now();
    context.store.addCertificate({ ...issued, ...holder, publicKeyDer, issuedAtMs, tokenId: undefined });
    return privateKeyPem;
  }

  function request(key = keyPem, holder = 'agent/hapy2', signer = key) {
    const content = { clusterId: 'c1', holder, nonce: context.nonces.create(), csrDer: createCsr(key) };
    const proof = { ...content, serverPublicKeyDer: context.serverPublicKeyDer() };
    return { ...content, signature: signRenewal(signer, proof) };
  }
  const refused = (asked: ReturnType<typeof request>, code: string) =>
    assert.throws(() => renew(context, asked), { code });
  const approve = () => {
    for (const each of context.trust.approvals()) context.trust.saveApproval({ ...each, approvedBy: 'root' });
  };

  it('is given while the last one is valid, with the names that the spec has now', () => {
    clock.atMs += 15 * dayMs;
    const { certificateChainPem, notAfterMs } = renew(context, request());
    assert.equal(
      new X509Certificate(certificateChainPem).subjectAltName,
      'URI:spiffe://c1/agent/hapy2, DNS:hapy2.lan, DNS:hapy2, IP Address:10.0.0.2',
    );
    assert.ok(Math.abs(notAfterMs - (clock.atMs + 30 * dayMs)) < 1000);
  });

  it('needs one approval after a year of sleep, by the same key, and none the next time', () => {
    clock.atMs += 400 * dayMs;
    refused(request(), 'HAPY-E116');
    refused(request(), 'HAPY-E116');
    approve();
    renew(context, request());
    assert.deepEqual(context.trust.approvals(), []);
    renew(context, request());
    clock.atMs += 31 * dayMs;
    refused(request(), 'HAPY-E116');
  });

  it('is refused alike to another key, another name, a false proof and a stranger', async () => {
    const { privateKeyPem: other } = await generateKey();
    refused(request(other), 'HAPY-E118');
    refused(request(keyPem, 'agent/hapy3'), 'HAPY-E118');
    refused(request(keyPem, 'agent/hapy2', other), 'HAPY-E118');
    refused(request(keyPem, 'coordinator'), 'HAPY-E118');
    refused(request(keyPem, '../../etc'), 'HAPY-E118');
    refused({ ...request(), clusterId: 'c2' }, 'HAPY-E118');
    const used = request();
    renew(context, used);
    refused(used, 'HAPY-E167');
  });

  it('belongs to the newest key of a name: the machine that was replaced is out', async () => {
    clock.atMs += 1000;
    const replaced = keyPem;
    keyPem = await enrolled('hapy2');
    renew(context, request());
    refused(request(replaced), 'HAPY-E118');
  });

  it('is bounded per hour', () => {
    for (let n = 0; n < 19; n += 1) renew(context, request());
    refused(request(), 'HAPY-E171');
    clock.atMs += 3_600_000;
    renew(context, request());
  });

  it('is refused for good after a revocation, whose tokens are dead too', () => {
    const tokens = {
      ...context,
      nodeNames: () => ({ dnsNames: [], addresses: [] }),
      coordinators: () => [{ address: '10.0.0.1', port: 2640 }],
    };
    createToken(tokens, { node: 'hapy2', ttlSeconds: 0 });
    const revoke = () => revokeHolder(context, { holder: 'agent/hapy2', reason: 'stolen', by: 'root' });
    assert.equal(revoke(), 1);
    assert.equal(revoke(), 1);
    refused(request(), 'HAPY-E115');
    clock.atMs += 400 * dayMs;
    refused(request(), 'HAPY-E115');
    assert.equal(listTokens(tokens)[0]?.status, 'revoked');
    assert.throws(() => revokeHolder(context, { holder: 'agent/hapy9', reason: '', by: 'root' }), {
      code: 'HAPY-E119',
    });
    assert.throws(() => revokeHolder(context, { holder: 'coordinator', reason: '', by: 'root' }), {
      code: 'HAPY-E119',
    });
  });

  it('is a person’s too, whose name is theirs until it is revoked or has expired', async () => {
    const [anne, other] = [await generateKey(), await generateKey()];
    const create = (key: string, name = 'anne', role = 'operator') =>
      createPerson(context, { name, role, csrDer: createCsr(key) });
    create(anne.privateKeyPem);
    assert.throws(() => create(other.privateKeyPem), { code: 'HAPY-E120' });
    assert.throws(() => create(other.privateKeyPem, '../x'), { code: 'HAPY-E121' });
    assert.throws(() => create(other.privateKeyPem, 'paul', 'coordinator'), { code: 'HAPY-E121' });
    renew(context, request(anne.privateKeyPem, 'operator/anne'));
    clock.atMs += 1000;
    revokeHolder(context, { holder: 'operator/anne', reason: '', by: 'root' });
    create(other.privateKeyPem);
    refused(request(anne.privateKeyPem, 'operator/anne'), 'HAPY-E118');
    renew(context, request(other.privateKeyPem, 'operator/anne'));
  });
});

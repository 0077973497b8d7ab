import assert from 'node:assert/strict';
import crypto, { randomBytes, X509Certificate } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync } from 'node:sqlite';

import { pino } from 'pino';

import { type CertificateAuthority, createAuthority } from '../../certs/authority.ts';
import { leadsToRoot } from '../../certs/chain.ts';
import { createCsr } from '../../certs/csr.ts';
import { signProof } from '../../certs/join-proof.ts';
import { decodeToken, type JoinToken } from '../../certs/join-token.ts';
import { generateKey } from '../../certs/keys.ts';
import { sixWords } from '../../certs/six-words.ts';
import { enrol, type EnrolContext, type EnrolRequest } from './enrol.ts';
import { Nonces } from './nonces.ts';
import { createSqliteEnrolmentStore, migrateEnrolment } from './sqlite-enrolment-store.ts';
import { createToken, listTokens, revokeToken } from './tokens.ts';

const minuteMs = 60_000;
const names = { dnsNames: ['hapy2', 'hapy2.lycee.lan'], addresses: ['10.0.0.2'] };

describe('enrolment', () => {
  const clock = {
    atMs: Date.now(),
    now: () => clock.atMs,
    delay: () => Promise.reject(new Error('nobody waits')),
  };
  let authority: CertificateAuthority;
  let database: DatabaseSync;
  let context: EnrolContext;
  let nodeKeyPem: string;
  let otherKeyPem: string;
  let token: JoinToken;
  let told: string[][];

  before(async () => {
    ({ authority } = await createAuthority({ clusterId: 'c1', clock }));
    nodeKeyPem = (await generateKey()).privateKeyPem;
    otherKeyPem = (await generateKey()).privateKeyPem;
  });

  beforeEach(async () => {
    clock.atMs = Date.now();
    database = new DatabaseSync(':memory:');
    migrateEnrolment(database);
    migrateEnrolment(database);
    const { publicKeyDer } = await generateKey();
    told = [];
    context = {
      authority,
      store: createSqliteEnrolmentStore(database),
      nodeNames: (node) => (node === 'hapy2' ? names : undefined),
      coordinators: () => [{ address: '10.0.0.1', port: 2640 }],
      clock,
      log: pino({ level: 'silent' }),
      nonces: new Nonces(clock),
      serverPublicKeyDer: () => publicKeyDer,
      tellAddress: (node, address) => void told.push([node, address]),
    };
    token = decodeToken(createToken(context, { node: 'hapy2', ttlSeconds: 0 }).token);
  });

  afterEach(() => database.close());

  /** What an honest node sends, or the same with parts of it changed before or after signing. */
  function request(
    o: { keyPem?: string; signed?: Partial<EnrolRequest>; sent?: Partial<EnrolRequest>; seed?: Buffer } = {},
  ): EnrolRequest {
    const content = {
      clusterId: token.clusterId,
      tokenId: token.tokenId,
      node: token.node,
      nonce: context.nonces.create(),
      csrDer: createCsr(o.keyPem ?? nodeKeyPem),
      address: '10.0.0.2',
      ...o.signed,
    };
    const proof = { ...content, serverPublicKeyDer: context.serverPublicKeyDer() };
    return { ...content, signature: signProof(o.seed ?? token.seed, proof), ...o.sent };
  }

  const statusShown = () => listTokens(context)[0]?.status;
  const refusedWith = (asked: EnrolRequest, code: string) =>
    assert.throws(() => enrol(context, asked), { code });

  it('gives the node a certificate with the names of the spec', () => {
    const { certificateChainPem, rootsPem, notAfterMs } = enrol(context, request());
    const certificate = new X509Certificate(certificateChainPem);
    assert.equal(
      certificate.subjectAltName,
      'URI:spiffe://c1/agent/hapy2, DNS:hapy2, DNS:hapy2.lycee.lan, IP Address:10.0.0.2',
    );
    assert.ok(leadsToRoot(certificateChainPem, rootsPem));
    assert.equal(certificate.validToDate.getTime(), notAfterMs);
    const [recorded] = context.store.listCertificates();
    assert.equal(recorded?.serial, certificate.serialNumber.toLowerCase());
    assert.equal(recorded?.tokenId, token.tokenId);
    const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
    assert.equal(listTokens(context)[0]?.words, sixWords(new X509Certificate(rootsPem).raw, spki));
  });

  it('takes the address that a node tells before its certificate is made, and from the holder of the key alone', () => {
    const unknown = {
      ...context,
      nodeNames: () => ({ ...names, addresses: told.map(([, address]) => address ?? '') }),
    };
    const { certificateChainPem } = enrol(unknown, request({ sent: { address: '10.0.0.9' } }));
    assert.match(new X509Certificate(certificateChainPem).subjectAltName ?? '', /IP Address:10\.0\.0\.9$/);
    refusedWith(request({ keyPem: otherKeyPem }), 'HAPY-E165');
    assert.deepEqual(told, [['hapy2', '10.0.0.9']]);
  });

  it('is open, then reserved, then consumed', () => {
    assert.equal(statusShown(), 'open');
    const broken = {
      ...context,
      authority: { ...authority, issue: () => assert.fail('no certificate today') },
    };
    assert.throws(() => enrol(broken, request()), /no certificate today/);
    assert.equal(statusShown(), 'reserved');
    refusedWith(request({ keyPem: otherKeyPem }), 'HAPY-E165');
    enrol(context, request());
    assert.equal(statusShown(), 'consumed');
  });

  it('may be repeated by the same key and by no other, also after it was consumed', () => {
    enrol(context, request());
    enrol(context, request());
    refusedWith(request({ keyPem: otherKeyPem }), 'HAPY-E165');
    assert.equal(context.store.countCertificates(token.tokenId), 2);
    for (let i = 2; i < 32; i += 1) enrol(context, request());
    refusedWith(request(), 'HAPY-E171');
  });

  it('refuses each wrong thing with a code of its own', () => {
    refusedWith(request({ signed: { clusterId: 'c2' } }), 'HAPY-E166');
    refusedWith(request({ signed: { tokenId: 'f'.repeat(32) } }), 'HAPY-E161');
    refusedWith(request({ seed: randomBytes(32) }), 'HAPY-E161');
    refusedWith(request({ sent: { signature: randomBytes(64) } }), 'HAPY-E161');
    refusedWith(request({ sent: { node: 'hapy3' } }), 'HAPY-E161');
    refusedWith(request({ sent: { csrDer: createCsr(otherKeyPem) } }), 'HAPY-E161');
    refusedWith(request({ signed: { node: 'hapy3' } }), 'HAPY-E164');
    refusedWith(request({ signed: { nonce: randomBytes(32) } }), 'HAPY-E167');
    refusedWith(request({ signed: { csrDer: Buffer.alloc(9000) } }), 'HAPY-E140');
    refusedWith(request({ signed: { csrDer: Buffer.from('nothing') } }), 'HAPY-E141');
    refusedWith({ ...request(), tokenId: '../../etc' }, 'HAPY-E170');
    refusedWith({ ...request(), nonce: randomBytes(31) }, 'HAPY-E170');
    refusedWith({ ...request(), signature: randomBytes(65) }, 'HAPY-E170');
    refusedWith({ ...request(), address: '10.0.0.2; reboot' }, 'HAPY-E170');
    assert.deepEqual(told, [], 'nothing wrong tells an address');
    assert.equal(statusShown(), 'open', 'nothing wrong reserves a token');
    assert.equal(context.store.listCertificates().length, 0);
  });

  it('does the same for a token that there is not as for a proof that is wrong, and tells the same', () => {
    const deeds = (asked: EnrolRequest) => {
      let text = '';
      const done = comparisons(() => {
        assert.throws(
          () => enrol(context, asked),
          ({ code, parameters }: { code: string; parameters: object }) => {
            text = `${code} ${Object.keys(parameters).join(' ')}`;
            return true;
          },
        );
      });
      return [text, ...done];
    };
    const unknown = deeds(request({ signed: { tokenId: 'f'.repeat(32) } }));
    const wrong = deeds(request({ seed: randomBytes(32) }));
    const garbled = deeds(request({ sent: { signature: randomBytes(64) } }));
    assert.deepEqual(unknown, ['HAPY-E161 tokenId node', 'timingSafeEqual 16 16', 'verify ed25519 64']);
    assert.deepEqual(wrong, unknown);
    assert.deepEqual(garbled, unknown);
  });

  it('compares a nonce and a key without telling how far they are right', () => {
    const nonce = context.nonces.create();
    for (const at of [16, 24, 31]) {
      const guess = Buffer.from(nonce);
      guess.writeUInt8(guess.readUInt8(at) ^ 1, at);
      const done = comparisons(() => assert.throws(() => context.nonces.check(guess), { code: 'HAPY-E167' }));
      assert.deepEqual(done, ['timingSafeEqual 16 16'], `byte ${at}`);
    }
    enrol(context, request());
    const done = comparisons(() => refusedWith(request({ keyPem: otherKeyPem }), 'HAPY-E165'));
    assert.deepEqual(done.at(-1), 'timingSafeEqual 91 91');
  });

  it('takes a proof for this server only', () => {
    const relayed = request();
    const other = { ...context, serverPublicKeyDer: () => Buffer.from('the key of another server') };
    assert.throws(() => enrol(other, relayed), { code: 'HAPY-E161' });
  });

  it('takes a nonce once, and for one minute', () => {
    const asked = request();
    enrol(context, asked);
    refusedWith(asked, 'HAPY-E167');
    const late = request();
    clock.atMs += minuteMs;
    refusedWith(late, 'HAPY-E167');
    const restarted = { ...context, nonces: new Nonces(clock) };
    assert.throws(() => enrol(restarted, request()), { code: 'HAPY-E167' });
  });

  it('ends with the token’s time, for the same key too', () => {
    enrol(context, request());
    clock.atMs += 30 * minuteMs;
    refusedWith(request(), 'HAPY-E162');
  });

  it('shows an unused token as expired', () => {
    clock.atMs += 30 * minuteMs - 1;
    assert.equal(statusShown(), 'open');
    clock.atMs += 1;
    assert.equal(statusShown(), 'expired');
    refusedWith(request(), 'HAPY-E162');
  });

  it('can be revoked until it was consumed', () => {
    const { tokenId } = token;
    revokeToken(context, tokenId);
    revokeToken(context, tokenId);
    assert.equal(statusShown(), 'revoked');
    refusedWith(request(), 'HAPY-E163');
    assert.throws(() => revokeToken(context, 'f'.repeat(32)), { code: 'HAPY-E173' });
    token = decodeToken(createToken(context, { node: 'hapy2', ttlSeconds: 60 }).token);
    enrol(context, request());
    assert.throws(() => revokeToken(context, token.tokenId), { code: 'HAPY-E174' });
  });

  it('makes tokens only for nodes of the spec, and only for a sensible time', () => {
    assert.throws(() => createToken(context, { node: 'hapy9', ttlSeconds: 0 }), { code: 'HAPY-E169' });
    for (const ttlSeconds of [1, 59, 86_401, Number.NaN]) {
      assert.throws(() => createToken(context, { node: 'hapy2', ttlSeconds }), { code: 'HAPY-E172' });
    }
    const { expiresAtMs } = createToken(context, { node: 'hapy2', ttlSeconds: 90 });
    assert.equal(expiresAtMs, clock.atMs + 90_000);
  });

  it('refuses a node that has left the spec meanwhile', () => {
    const asked = request();
    assert.throws(() => enrol({ ...context, nodeNames: () => undefined }, asked), { code: 'HAPY-E169' });
  });

  it('forgets tokens a month after their end, and keeps their certificates', () => {
    enrol(context, request());
    clock.atMs += 31 * 24 * 60 * minuteMs;
    createToken({ ...context }, { node: 'hapy2', ttlSeconds: 0 });
    assert.equal(listTokens(context).length, 1);
    assert.equal(context.store.listCertificates().length, 1);
  });

  it('keeps no token in the database', () => {
    const seedHex = token.seed.toString('hex');
    const dump = JSON.stringify(
      database.prepare('SELECT *, hex(proof_public_key) AS h, hex(bound_key) AS b FROM token').all(),
    );
    assert.ok(!dump.toLowerCase().includes(seedHex));
  });

  it('undoes a transaction that fails', () => {
    assert.throws(() =>
      context.store.atomically(() => {
        context.store.forgetTokens(Number.MAX_SAFE_INTEGER);
        throw new Error('in the middle');
      }),
    );
    assert.equal(statusShown(), 'open');
  });

  it('bounds the nonces that it remembers, and forgets those of yesterday', () => {
    const nonces = new Nonces(clock);
    for (let i = 0; i < 1024; i += 1) nonces.use(nonces.create());
    assert.throws(() => nonces.use(nonces.create()), { code: 'HAPY-E171' });
    clock.atMs += minuteMs;
    nonces.use(nonces.create());
  });
});

/** Every comparison and signature check that node:crypto is asked for, with the lengths of what it is given. */
function comparisons(work: () => void): string[] {
  const { timingSafeEqual, verify } = crypto;
  const done: string[] = [];
  crypto.timingSafeEqual = (left, right) => {
    done.push(`timingSafeEqual ${left.byteLength} ${right.byteLength}`);
    return timingSafeEqual(left, right);
  };
  const spy = (...[algorithm, data, key, signature]: Parameters<typeof verify>) => {
    const kind = (key as { asymmetricKeyType?: string }).asymmetricKeyType;
    if (kind === 'ed25519') done.push(`verify ${kind} ${signature.byteLength}`);
    return verify(algorithm, data, key, signature);
  };
  crypto.verify = spy as typeof verify;
  syncBuiltinESMExports();
  try {
    work();
  } finally {
    Object.assign(crypto, { timingSafeEqual, verify });
    syncBuiltinESMExports();
  }
  return done;
}

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import { type CertificateAuthority, createAuthority } from './authority.ts';
import { createCsr, verifyCsr } from './csr.ts';
import { generateKey } from './keys.ts';
import { toPem } from './pem.ts';

const haveOpenssl = spawnSync('openssl', ['version']).status === 0;

/** What another implementation of the same RFCs says about what this folder writes. */
describe('certs, judged by openssl (needs the openssl program)', () => {
  let folder: string;
  let authority: CertificateAuthority;

  before(async function () {
    if (!haveOpenssl) this.skip();
    folder = await mkdtemp(join(tmpdir(), 'hapy-openssl-'));
    ({ authority } = await createAuthority({ clusterId: 'hapy-test', clock: systemClock }));
    await writeFile(join(folder, 'root.pem'), authority.rootPem);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  const openssl = (...words: string[]) =>
    execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' }).toString();

  async function writeLeaf(request: Omit<Parameters<CertificateAuthority['issue']>[0], 'publicKeyDer'>) {
    const { publicKeyDer } = await generateKey();
    const { certificateChainPem } = authority.issue({ ...request, publicKeyDer });
    await writeFile(join(folder, 'leaf.pem'), certificateChainPem);
  }

  it('accepts a node certificate as server and as client, in strict mode', async () => {
    await writeLeaf({ profile: 'agent', name: 'hapy2', dnsNames: ['hapy2'], addresses: ['10.0.0.2'] });
    for (const purpose of ['sslserver', 'sslclient']) {
      const said = openssl(
        'verify',
        '-x509_strict',
        '-purpose',
        purpose,
        '-CAfile',
        'root.pem',
        '-untrusted',
        'leaf.pem',
        'leaf.pem',
      );
      assert.equal(said.trim(), 'leaf.pem: OK');
    }
    const verify = ['verify', '-CAfile', 'root.pem', '-untrusted', 'leaf.pem'];
    openssl(...verify, '-verify_ip', '10.0.0.2', 'leaf.pem');
    openssl(...verify, '-verify_hostname', 'hapy2', 'leaf.pem');
    assert.throws(() => openssl(...verify, '-verify_hostname', 'hapy3', 'leaf.pem'));
    assert.throws(
      () => openssl('verify', '-CAfile', 'root.pem', 'leaf.pem'),
      'without the issuing authority',
    );
  });

  it('refuses an operator certificate as a server', async () => {
    await writeLeaf({ profile: 'operator', name: 'anne', dnsNames: [], addresses: [] });
    const verify = ['verify', '-x509_strict', '-CAfile', 'root.pem', '-untrusted', 'leaf.pem'];
    openssl(...verify, '-purpose', 'sslclient', 'leaf.pem');
    assert.throws(() => openssl(...verify, '-purpose', 'sslserver', 'leaf.pem'));
  });

  it('reads every field of a certificate as it was meant', async () => {
    await writeLeaf({
      profile: 'coordinator',
      name: 'coordinator',
      dnsNames: ['hapy1.lycee.lan', 'one.lycee.lan'],
      addresses: ['10.0.0.1', '2001:db8::1', '::ffff:10.0.0.9'],
    });
    const text = openssl('x509', '-in', 'leaf.pem', '-noout', '-text');
    for (const expected of [
      'Version: 3 (0x2)',
      'Signature Algorithm: ecdsa-with-SHA256',
      /Issuer: O = hapy-test, CN = Hapy issuing authority [0-9a-f]{8}\n/,
      'Subject: O = hapy-test, CN = coordinator',
      'NIST CURVE: P-256',
      /X509v3 Basic Constraints: critical\s+CA:FALSE/,
      /X509v3 Key Usage: critical\s+Digital Signature\n/,
      /X509v3 Extended Key Usage: \s*TLS Web Server Authentication, TLS Web Client Authentication\n/,
      'URI:spiffe://hapy-test/coordinator, DNS:hapy1.lycee.lan, DNS:one.lycee.lan, ' +
        'IP Address:10.0.0.1, IP Address:2001:DB8:0:0:0:0:0:1, IP Address:0:0:0:0:0:FFFF:A00:9',
    ]) {
      assert.ok(
        typeof expected === 'string' ? text.includes(expected) : expected.test(text),
        `${text}\n${expected}`,
      );
    }
    const root = openssl('x509', '-in', 'root.pem', '-noout', '-text');
    assert.match(root, /X509v3 Basic Constraints: critical\s+CA:TRUE, pathlen:1/);
    assert.match(root, /X509v3 Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
    await writeFile(join(folder, 'issuer.pem'), authority.issuerPem);
    const issuer = openssl('x509', '-in', 'issuer.pem', '-noout', '-text');
    assert.match(issuer, /X509v3 Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    openssl('verify', '-x509_strict', '-CAfile', 'root.pem', 'issuer.pem');
  });

  it('accepts our request, and we accept one of its own for P-256 only', async () => {
    const { privateKeyPem, publicKeyDer } = await generateKey();
    await writeFile(join(folder, 'ours.csr'), toPem('CERTIFICATE REQUEST', createCsr(privateKeyPem)));
    openssl('req', '-in', 'ours.csr', '-verify', '-noout');

    await writeFile(join(folder, 'key.pem'), privateKeyPem);
    const request = ['req', '-new', '-outform', 'DER', '-out', 'theirs.der', '-subj', '/CN=somebody'];
    openssl(...request, '-key', 'key.pem', '-addext', 'subjectAltName=DNS:evil.lan');
    assert.deepEqual(verifyCsr(await readFile(join(folder, 'theirs.der'))).publicKeyDer, publicKeyDer);
    // Whatever else it asks for is not the requester's to choose.
    const wishes = [
      'basicConstraints=critical,CA:TRUE',
      'keyUsage=keyCertSign',
      'extendedKeyUsage=codeSigning',
    ];
    openssl(
      ...[
        ...request,
        '-key',
        'key.pem',
        '-addext',
        'subjectAltName=URI:spiffe://c1/coordinator,DNS:evil.lan',
      ],
      ...wishes.flatMap((wish) => ['-addext', wish]),
    );
    const asked = verifyCsr(await readFile(join(folder, 'theirs.der'))).publicKeyDer;
    const own = { profile: 'agent', name: 'hapy2', dnsNames: ['hapy2.lan'], addresses: [] } as const;
    await writeFile(
      join(folder, 'given.pem'),
      authority.issue({ ...own, publicKeyDer: asked }).certificateChainPem,
    );
    const given = openssl('x509', '-in', 'given.pem', '-noout', '-text');
    assert.match(given, /URI:spiffe:\/\/[^/]+\/agent\/hapy2, DNS:hapy2\.lan\n/);
    assert.match(given, /Basic Constraints: critical\s+CA:FALSE/);
    assert.doesNotMatch(given, /evil|somebody|coordinator|Code Signing|Certificate Sign/);

    for (const kind of [
      ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
      // Weak ones.
      ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'],
      ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-224'],
      ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
      ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-pkeyopt', 'ec_param_enc:explicit'],
      ['-algorithm', 'ED25519'],
    ]) {
      openssl('genpkey', ...kind, '-out', 'other.pem');
      openssl(...request, '-key', 'other.pem');
      const der = await readFile(join(folder, 'theirs.der'));
      assert.throws(
        () => verifyCsr(der),
        (error) => error instanceof HapyError && error.code === 'HAPY-E142',
        kind.join(' '),
      );
    }
    openssl(...request, '-key', 'key.pem', '-sha512');
    const der = await readFile(join(folder, 'theirs.der'));
    assert.throws(() => verifyCsr(der), { code: 'HAPY-E141' });
  });
});

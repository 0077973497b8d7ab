import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';

import type { Clock } from '../services/base/clock.ts';
import { HapyError, toErrorRecord } from '../services/base/errors/hapy-error.ts';
import { explainError } from '../services/base/messages/explain-error.ts';
import { type CertificateAuthority, createAuthority, openAuthority } from './authority.ts';
import { createIssuer, type KeyAndCertificate } from './authority-keys.ts';
import { fingerprintOf, issuerFingerprintOf, leadsToRoot } from './chain.ts';
import { generateKey } from './keys.ts';
import { type ProfileName, profiles } from './profiles.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const vip = { address: '10.0.0.100', name: 'one.lycee.lan' };

/** A clock that stands where the test puts it. */
function clockAt(startMs: number): Clock & { atMs: number } {
  return {
    atMs: startMs,
    now() {
      return this.atMs;
    },
    delay: () => Promise.reject(new Error('nobody waits here')),
  };
}

describe('certificate authority', () => {
  const startMs = Date.UTC(2026, 10, 23, 12, 0, 0);
  const own = { name: 'hapy2', dnsNames: ['hapy2', 'Hapy2.Lycee.LAN'], addresses: ['10.0.0.2'] };

  it('signs for 30 days, from five minutes ago, with names and URI of the profile', async () => {
    const { authority } = await createAuthority({ clusterId: 'c1', clock: clockAt(startMs), vip });
    const { publicKeyDer } = await generateKey();
    const issued = authority.issue({ profile: 'agent', ...own, publicKeyDer });
    const certificate = new X509Certificate(issued.certificateChainPem);
    assert.equal(
      certificate.subjectAltName,
      'URI:spiffe://c1/agent/hapy2, DNS:hapy2, DNS:hapy2.lycee.lan, IP Address:10.0.0.2',
    );
    assert.equal(certificate.validFromDate.getTime(), startMs - 5 * minuteMs);
    assert.equal(certificate.validToDate.getTime(), startMs + 30 * dayMs);
    assert.equal(issued.notAfterMs, startMs + 30 * dayMs);
    assert.equal(issued.serial, certificate.serialNumber.toLowerCase());
    assert.equal(certificate.ca, false);
    const issuer = new X509Certificate(authority.issuerPem);
    assert.ok(certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey));
    assert.ok(leadsToRoot(issued.certificateChainPem, authority.rootPem));
    assert.equal(issuerFingerprintOf(issued.certificateChainPem), fingerprintOf(authority.issuerPem));
  });

  it('gives every certificate another serial number', async () => {
    const { authority } = await createAuthority({ clusterId: 'c1', clock: clockAt(startMs) });
    const { publicKeyDer } = await generateKey();
    const serials = Array.from(
      { length: 50 },
      () => authority.issue({ profile: 'agent', ...own, publicKeyDer }).serial,
    );
    assert.equal(new Set(serials).size, 50);
    for (const serial of serials) assert.match(serial, /^[4-7][0-9a-f]{31}$/);
  });

  it('signs nothing beyond the issuing authority’s own end, and nothing outside its time', async () => {
    const clock = clockAt(startMs);
    const { authority } = await createAuthority({ clusterId: 'c1', clock });
    const { publicKeyDer } = await generateKey();
    const endMs = new X509Certificate(authority.issuerPem).validToDate.getTime();
    assert.equal(endMs, startMs + 730 * dayMs);
    assert.equal(new X509Certificate(authority.rootPem).validToDate.getTime(), startMs + 3650 * dayMs);
    clock.atMs = endMs - dayMs;
    assert.equal(authority.issue({ profile: 'agent', ...own, publicKeyDer }).notAfterMs, endMs);
    clock.atMs = endMs;
    assert.throws(() => authority.issue({ profile: 'agent', ...own, publicKeyDer }), { code: 'HAPY-E190' });
  });

  it('tells an authority of a time to come from a whole cluster of that time: only the first can be rescued', async () => {
    const clock = clockAt(startMs);
    const founded = await createAuthority({ clusterId: 'c1', clock });
    const { publicKeyDer } = await generateKey();
    const refusal = (authority: CertificateAuthority) => {
      try {
        authority.issue({ profile: 'agent', ...own, publicKeyDer });
        return undefined;
      } catch (error) {
        assert.ok(error instanceof HapyError);
        return [error.code, explainError(toErrorRecord(error), 'en').next] as const;
      }
    };
    clock.atMs = startMs - 6 * minuteMs;
    const [code, next] = refusal(founded.authority) ?? [];
    assert.equal(code, 'HAPY-E146');
    assert.match(next ?? '', /^Check the time .*only a new root helps: .*hapyctl init/);
    // Made while the clock was ahead, which was put right afterwards.
    const rootPem = founded.root.certificatePem;
    const issuer = await createIssuer('c1', founded.root, startMs + 400 * dayMs);
    const ahead = openAuthority({ clusterId: 'c1', issuer, rootPem, clock });
    clock.atMs = startMs;
    const [rotated, then] = refusal(ahead) ?? [];
    assert.equal(rotated, 'HAPY-E193');
    assert.match(then ?? '', /^Check the time .*hapyctl certs rescue --root-key/);
    const rescued = await createIssuer('c1', founded.root, clock.now());
    assert.equal(refusal(openAuthority({ clusterId: 'c1', issuer: rescued, rootPem, clock })), undefined);
    clock.atMs = startMs + 3651 * dayMs;
    assert.equal(refusal(founded.authority)?.[0], 'HAPY-E146');
  });

  it('writes times after 2049 so that others read them right', async () => {
    const lateMs = Date.UTC(2049, 5, 1);
    const { authority } = await createAuthority({ clusterId: 'c1', clock: clockAt(lateMs) });
    const root = new X509Certificate(authority.rootPem);
    assert.equal(root.validFromDate.getTime(), lateMs - 5 * minuteMs);
    assert.equal(root.validToDate.getTime(), lateMs + 3650 * dayMs);
  });

  it('lets only coordinator and gateway carry the virtual address and its name', async () => {
    const { authority } = await createAuthority({ clusterId: 'c1', clock: clockAt(startMs), vip });
    const { publicKeyDer } = await generateKey();
    const issue = (profile: ProfileName, dnsNames: string[], addresses: string[]) =>
      authority.issue({ profile, name: 'hapy2', dnsNames, addresses, publicKeyDer });
    for (const profile of ['coordinator', 'gateway'] as const) issue(profile, [vip.name], [vip.address]);
    assert.throws(() => issue('agent', [vip.name.toUpperCase()], []), { code: 'HAPY-E144' });
    assert.throws(() => issue('agent', [], [vip.address]), { code: 'HAPY-E144' });
    for (const profile of ['operator', 'auditor'] as const) {
      assert.throws(() => issue(profile, ['hapy2'], []), { code: 'HAPY-E144' });
      assert.throws(() => issue(profile, [], ['10.0.0.2']), { code: 'HAPY-E144' });
    }
  });

  it('refuses names that are none', async () => {
    const { authority } = await createAuthority({ clusterId: 'c1', clock: clockAt(startMs) });
    const { publicKeyDer } = await generateKey();
    const bad = [
      '',
      '*',
      '*.lan',
      'a b',
      'a,DNS:b',
      'é.lan',
      '-a.lan',
      'a..b',
      'a\n',
      'x'.repeat(64),
      'a_b',
      'a;rm',
    ];
    for (const name of bad) {
      assert.throws(
        () =>
          authority.issue({ profile: 'agent', name: 'hapy2', dnsNames: [name], addresses: [], publicKeyDer }),
        { code: 'HAPY-E144' },
        name,
      );
    }
    for (const address of ['10.0.0', '10.0.0.256', 'hapy2', '', 'fe80::1%eth0', '::ffff:10.0.0.999']) {
      assert.throws(
        () =>
          authority.issue({
            profile: 'agent',
            name: 'hapy2',
            dnsNames: [],
            addresses: [address],
            publicKeyDer,
          }),
        { code: 'HAPY-E144' },
        address,
      );
    }
    for (const name of ['', 'a/b', '../x', 'a b', 'é', `${'x'.repeat(64)}`]) {
      assert.throws(
        () => authority.issue({ profile: 'agent', name, dnsNames: [], addresses: [], publicKeyDer }),
        { code: 'HAPY-E144' },
        name,
      );
    }
  });

  it('opens with its own key only', async () => {
    const clock = clockAt(startMs);
    const one = await createAuthority({ clusterId: 'c1', clock });
    const other = await createAuthority({ clusterId: 'c1', clock });
    const rootPem = one.root.certificatePem;
    const open = (issuer: Partial<KeyAndCertificate>, root = rootPem) =>
      openAuthority({ clusterId: 'c1', issuer: { ...one.issuer, ...issuer }, rootPem: root, clock });
    assert.equal(open({}).rootPem, rootPem);
    const refused = { code: 'HAPY-E145' };
    assert.throws(() => open({ privateKeyPem: other.issuer.privateKeyPem }), refused);
    assert.throws(() => open({ privateKeyPem: 'no key' }), refused);
    assert.throws(() => open(other.issuer), refused);
    assert.throws(() => open({}, 'no root'), refused);
    assert.throws(() => open({}, other.root.certificatePem), refused);
    const { certificateChainPem } = one.authority.issue({
      profile: 'agent',
      ...own,
      publicKeyDer: (await generateKey()).publicKeyDer,
    });
    assert.throws(() => open({ certificatePem: certificateChainPem }), refused);
    assert.throws(() => open({}, certificateChainPem), refused);
  });

  it('opens with the root alone, as clusters of before did', async () => {
    const clock = clockAt(startMs);
    const { root } = await createAuthority({ clusterId: 'c1', clock });
    const old = openAuthority({ clusterId: 'c1', issuer: root, rootPem: root.certificatePem, clock });
    const { publicKeyDer } = await generateKey();
    const { certificateChainPem } = old.issue({ profile: 'agent', ...own, publicKeyDer });
    assert.equal(issuerFingerprintOf(certificateChainPem), undefined);
    assert.ok(leadsToRoot(certificateChainPem, root.certificatePem));
  });

  it('makes an issuing authority only under a root whose key it has and that is valid', async () => {
    const { root } = await createAuthority({ clusterId: 'c1', clock: clockAt(startMs) });
    const other = await createAuthority({ clusterId: 'c1', clock: clockAt(startMs) });
    const mixed = { ...root, privateKeyPem: other.root.privateKeyPem };
    await assert.rejects(createIssuer('c1', mixed, startMs), { code: 'HAPY-E145' });
    await assert.rejects(createIssuer('c1', root, startMs + 3651 * dayMs), { code: 'HAPY-E146' });
    const next = await createIssuer('c1', root, startMs + 3649 * dayMs);
    assert.equal(new X509Certificate(next.certificatePem).validToDate.getTime(), startMs + 3650 * dayMs);
    assert.ok(!leadsToRoot(next.certificatePem, other.root.certificatePem));
  });

  it('has a profile for each role, and none that outlives a month', () => {
    assert.deepEqual(Object.keys(profiles), ['coordinator', 'agent', 'gateway', 'operator', 'auditor']);
    for (const profile of Object.values(profiles)) assert.ok(profile.lifetimeMs <= 30 * dayMs);
  });
});

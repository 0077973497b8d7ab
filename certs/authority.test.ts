import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';

import type { Clock } from '../services/base/clock.ts';
import { createAuthority, openAuthority } from './authority.ts';
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
    const root = new X509Certificate(authority.rootPem);
    assert.ok(certificate.checkIssued(root) && certificate.verify(root.publicKey));
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

  it('signs nothing beyond the root’s own end, and nothing outside its time', async () => {
    const clock = clockAt(startMs);
    const { authority } = await createAuthority({ clusterId: 'c1', clock });
    const { publicKeyDer } = await generateKey();
    const rootEndMs = new X509Certificate(authority.rootPem).validToDate.getTime();
    assert.equal(rootEndMs, startMs + 3650 * dayMs);
    clock.atMs = rootEndMs - dayMs;
    assert.equal(authority.issue({ profile: 'agent', ...own, publicKeyDer }).notAfterMs, rootEndMs);
    for (const atMs of [rootEndMs, startMs - 6 * minuteMs]) {
      clock.atMs = atMs;
      assert.throws(() => authority.issue({ profile: 'agent', ...own, publicKeyDer }), { code: 'HAPY-E146' });
    }
  });

  it('writes times after 2049 so that others read them right', async () => {
    const lateMs = Date.UTC(2049, 5, 1);
    const { rootPem } = await createAuthority({ clusterId: 'c1', clock: clockAt(lateMs) });
    const root = new X509Certificate(rootPem);
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
    const open = (privateKeyPem: string, rootPem: string) =>
      openAuthority({ clusterId: 'c1', privateKeyPem, rootPem, clock });
    assert.equal(open(one.privateKeyPem, one.rootPem).rootPem, one.rootPem);
    assert.throws(() => open(other.privateKeyPem, one.rootPem), { code: 'HAPY-E145' });
    assert.throws(() => open('no key', one.rootPem), { code: 'HAPY-E145' });
    assert.throws(() => open(one.privateKeyPem, 'no root'), { code: 'HAPY-E145' });
    const { certificateChainPem } = one.authority.issue({
      profile: 'agent',
      ...own,
      publicKeyDer: (await generateKey()).publicKeyDer,
    });
    assert.throws(() => open(one.privateKeyPem, certificateChainPem), { code: 'HAPY-E145' });
  });

  it('has a profile for each role, and none that outlives a month', () => {
    assert.deepEqual(Object.keys(profiles), ['coordinator', 'agent', 'gateway', 'operator', 'auditor']);
    for (const profile of Object.values(profiles)) assert.ok(profile.lifetimeMs <= 30 * dayMs);
  });
});

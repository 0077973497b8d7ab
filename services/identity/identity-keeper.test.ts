import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type CertificateAuthority, createAuthority } from '../../certs/authority.ts';
import { verifyCsr } from '../../certs/csr.ts';
import { readIdentity, writeIdentity } from '../../certs/identity-store.ts';
import { generateKey, publicKeyOf } from '../../certs/keys.ts';
import { renewalTimeMs, retryDelayMs } from '../../certs/renewal-schedule.ts';
import { HapyError } from '../base/errors/hapy-error.ts';
import { createLog } from '../base/log.ts';
import { IdentityKeeper } from './identity-keeper.ts';

const dayMs = 86_400_000;

/** A clock on which waiting is passing: `delay` moves it on at once. */
class JumpingClock {
  atMs = Date.now();
  readonly now = () => this.atMs;
  readonly delay = async (delayMs: number, signal?: AbortSignal) => {
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    this.atMs += delayMs;
  };
}

describe('the renewal of a certificate', () => {
  let directory: string;
  let authority: CertificateAuthority;
  let clock: JumpingClock;

  beforeEach(async () => {
    clock = new JumpingClock();
    directory = await mkdtemp(join(tmpdir(), 'hapy-keeper-'));
    ({ authority } = await createAuthority({ clusterId: 'c1', clock }));
    const { privateKeyPem, publicKeyDer } = await generateKey();
    const { certificateChainPem } = issue(publicKeyDer);
    await writeIdentity(directory, { privateKeyPem, certificateChainPem, rootsPem: authority.rootPem });
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const issue = (publicKeyDer: Buffer, name = 'hapy2') =>
    authority.issue({ profile: 'agent', name, dnsNames: [name], addresses: [], publicKeyDer });
  const open = (ask: (csr: Buffer) => { certificateChainPem: string; rootsPem: string }) =>
    IdentityKeeper.open({
      ...{ directory, clock, log: createLog('test', 'silent'), random: () => 0.5 },
      ask: async (_, csr) => ask(csr),
    });
  const honest = (csr: Buffer) => ({ ...issue(verifyCsr(csr).publicKeyDer), rootsPem: authority.rootPem });

  it('is due at half of the life, give or take a tenth of that', () => {
    const life = { notBeforeMs: 0, notAfterMs: 30 * dayMs };
    assert.deepEqual(
      [0, 0.5, 1].map((random) => renewalTimeMs(life, random)),
      [...[13.5 * dayMs, 15 * dayMs, 16.5 * dayMs]],
    );
    assert.deepEqual([1, 2, 3, 99].map(retryDelayMs), [60_000, 120_000, 240_000, 3_600_000]);
  });

  it('happens by itself, again and again, and is told to whoever listens', async () => {
    const beganMs = clock.now();
    const renewedAtDays: number[] = [];
    const keeper = await open(honest);
    const stop = new AbortController();
    keeper.onRenewed(() => {
      renewedAtDays.push(Math.round((clock.now() - beganMs) / dayMs));
      if (renewedAtDays.length === 3) stop.abort();
    });
    await keeper.keep(stop.signal);
    assert.deepEqual(renewedAtDays, [15, 30, 45]);
  });

  it('is tried for weeks until it succeeds, also after the certificate has expired', async () => {
    let tries = 0;
    const keeper = await open((csr) => {
      tries += 1;
      if (tries < 900) throw new HapyError('HAPY-E500', { where: 'x', what: 'y' });
      return honest(csr);
    });
    const stop = new AbortController();
    keeper.onRenewed(() => stop.abort());
    await keeper.keep(stop.signal);
    assert.ok(keeper.notAfterMs > clock.now());
    assert.equal(keeper.failure, undefined);
  });

  it('is asked for at once when the certificate is of a time to come: a clock was ahead and was put right', async () => {
    const before = await readIdentity(directory);
    const ahead = () => (clock.atMs += 400 * dayMs);
    const right = () => (clock.atMs -= 400 * dayMs);
    ahead();
    const { certificateChainPem } = issue(publicKeyOf(before.privateKeyPem));
    right();
    await writeIdentity(directory, { ...before, certificateChainPem });
    const askedAtMs: number[] = [];
    const keeper = await open((csr) => {
      askedAtMs.push(clock.now());
      // The coordinator's clock is put right last; until then we must not ask on and on.
      if (askedAtMs.length === 3) return honest(csr);
      ahead();
      const answer = honest(csr);
      right();
      return answer;
    });
    const stop = new AbortController();
    keeper.onRenewed(() => keeper.isValid && stop.abort());
    await keeper.keep(stop.signal);
    assert.deepEqual(
      askedAtMs.map((atMs) => atMs - askedAtMs[0]!),
      [0, 15_000, 30_000],
    );
  });

  it('asks every quarter of a minute once it has expired, for whatever reason it is refused', async () => {
    const askedAtMs: number[] = [];
    clock.atMs += 40 * dayMs;
    const keeper = await open((csr) => {
      askedAtMs.push(clock.now());
      if (askedAtMs.length < 3) throw new HapyError('HAPY-E500', { where: 'x', what: 'y' });
      if (askedAtMs.length < 4) throw new HapyError('HAPY-E116', { holder: 'a', name: 'a', expiredAt: '' });
      return honest(csr);
    });
    const stop = new AbortController();
    keeper.onRenewed(() => stop.abort());
    await keeper.keep(stop.signal);
    assert.deepEqual(
      askedAtMs.slice(1).map((atMs, at) => atMs - askedAtMs[at]!),
      [15_000, 15_000, 15_000],
    );
  });

  it('takes over nothing that is not for this key, this name and a root it believes', async () => {
    const other = await generateKey();
    const foreign = (await createAuthority({ clusterId: 'c1', clock })).authority;
    const before = (await readIdentity(directory)).certificateChainPem;
    const rootsPem = authority.rootPem;
    const answers: ((csr: Buffer) => { certificateChainPem: string; rootsPem: string })[] = [
      () => ({ ...issue(other.publicKeyDer), rootsPem }),
      (csr) => ({ ...issue(verifyCsr(csr).publicKeyDer, 'hapy3'), rootsPem }),
      (csr) => ({ ...honest(csr), rootsPem: foreign.rootPem }),
      (csr) => ({
        ...foreign.issue({
          ...{ profile: 'agent', name: 'hapy2', dnsNames: [], addresses: [] },
          publicKeyDer: verifyCsr(csr).publicKeyDer,
        }),
        rootsPem,
      }),
      () => ({ certificateChainPem: 'nothing', rootsPem }),
    ];
    for (const answer of answers) {
      const keeper = await open(answer);
      await assert.rejects(keeper.renew(), { code: 'HAPY-E182' });
      assert.equal((await readIdentity(directory)).certificateChainPem, before);
    }
  });

  it('keeps the old certificate in use when the new one cannot be written', async () => {
    const keeper = await open(honest);
    const before = keeper.identity;
    const kept = await readFile(join(directory, 'certificate.pem'), 'utf8');
    await rm(directory, { recursive: true });
    const { writeFile } = await import('node:fs/promises');
    await writeFile(directory, 'a file where the folder was, so that nothing can be written');
    await assert.rejects(keeper.renew(), { code: 'HAPY-E152' });
    assert.equal(keeper.identity, before);
    assert.equal(keeper.identity.certificateChainPem, kept);
    assert.equal(keeper.failure?.code, 'HAPY-E152');
  });
});

import assert from 'node:assert/strict';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '../services/base/clock.ts';
import { HapyError, toErrorRecord } from '../services/base/errors/hapy-error.ts';
import { explainError } from '../services/base/messages/explain-error.ts';
import type { TlsIdentity } from '../services/rpc/identity.ts';
import { createAuthority } from './authority.ts';
import { readIdentity, readPrivateKey, writeIdentity } from './identity-store.ts';
import { generateKey } from './keys.ts';
import { writeSecret } from './secret-file.ts';

describe('identity store', () => {
  let folder: string;
  let pki: string;
  let identity: TlsIdentity;

  before(async () => {
    const { authority } = await createAuthority({ clusterId: 'c1', clock: systemClock });
    const { privateKeyPem, publicKeyDer } = await generateKey();
    const { certificateChainPem } = authority.issue({
      profile: 'agent',
      name: 'hapy2',
      dnsNames: [],
      addresses: [],
      publicKeyDer,
    });
    identity = { privateKeyPem, certificateChainPem, rootsPem: authority.rootPem };
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-identity-'));
    pki = join(folder, 'state', 'pki');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** The code of a refusal, and what a person is told to type. */
  async function nextAfter(reading: Promise<unknown>): Promise<string> {
    const error = await reading.catch((thrown: unknown) => thrown);
    assert.ok(error instanceof HapyError);
    return `${error.code} ${explainError(toErrorRecord(error), 'en').next}`;
  }

  it('reads back what it wrote, closed to others, with nothing left beside', async () => {
    await writeIdentity(pki, identity);
    await writeIdentity(pki, identity);
    assert.deepEqual(await readIdentity(pki), identity);
    assert.deepEqual((await readdir(pki)).toSorted(), ['certificate.pem', 'key.pem', 'roots.pem']);
    for (const file of await readdir(pki)) assert.equal((await stat(join(pki, file))).mode & 0o777, 0o600);
    assert.equal((await stat(pki)).mode & 0o777, 0o700);
  });

  it('names the owner of a key that belongs to another account, and the command that mends it (as root)', async function () {
    if (process.geteuid?.() !== 0 || process.seteuid === undefined) this.skip();
    await chmod(folder, 0o755);
    const path = join(folder, 'key.pem');
    await writeFile(path, identity.privateKeyPem, { mode: 0o600 });
    await chown(path, 4_001, 4_001);
    process.seteuid(4_002);
    try {
      const parameters = { path, owner: 4_001, expected: 4_002 };
      await assert.rejects(readPrivateKey(path), { code: 'HAPY-E127', parameters });
      assert.match(await nextAfter(readPrivateKey(path)), new RegExp(`^HAPY-E127 .*chown 4002 ${path}`));
    } finally {
      process.seteuid(0);
    }
  });

  it('names the file that is missing or damaged', async () => {
    for (const file of ['key.pem', 'certificate.pem', 'roots.pem']) {
      await writeIdentity(pki, identity);
      const path = join(pki, file);
      await writeFile(path, 'rubbish');
      await assert.rejects(readIdentity(pki), { code: 'HAPY-E149', parameters: { path } });
      await writeFile(path, Buffer.alloc(70_000, 'x'));
      await assert.rejects(readIdentity(pki), { code: 'HAPY-E149', parameters: { path } });
      await rm(path);
      await assert.rejects(readIdentity(pki), { code: 'HAPY-E147', parameters: { path } });
      await mkdir(path);
      await assert.rejects(readIdentity(pki), { code: 'HAPY-E148', parameters: { path, reason: 'EISDIR' } });
      await rm(path, { recursive: true });
    }
  });

  it('refuses a key that others may read, and one that is not the certificate’s', async () => {
    await writeIdentity(pki, identity);
    await chmod(join(pki, 'key.pem'), 0o640);
    assert.match(
      await nextAfter(readIdentity(pki)),
      new RegExp(`^HAPY-E151 .*chmod 600 ${join(pki, 'key.pem')}`),
    );
    await writeIdentity(pki, { ...identity, privateKeyPem: (await generateKey()).privateKeyPem });
    await assert.rejects(readIdentity(pki), { code: 'HAPY-E150' });
  });

  it('leaves the old content and no remains when writing fails', async () => {
    const path = join(folder, 'secret');
    await writeSecret(path, 'old');
    await mkdir(join(folder, 'blocked'));
    await assert.rejects(writeSecret(join(folder, 'blocked'), 'new'), { code: 'HAPY-E152' });
    await assert.rejects(writeSecret(join(path, 'below'), 'new'), { code: 'HAPY-E152' });
    assert.equal(await readFile(path, 'utf8'), 'old');
    assert.deepEqual((await readdir(folder)).toSorted(), ['blocked', 'secret']);
  });
});

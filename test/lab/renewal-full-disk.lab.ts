import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type CertificateAuthority, createAuthority } from '../../certs/authority.ts';
import { verifyCsr } from '../../certs/csr.ts';
import { readIdentity, writeIdentity } from '../../certs/identity-store.ts';
import { generateKey } from '../../certs/keys.ts';
import { systemClock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { createLog } from '../../services/base/log.ts';
import { IdentityKeeper } from '../../services/identity/identity-keeper.ts';
import { TinyDisk } from './tiny-disk.ts';

const pageBytes = 4_096;
const filesOfAnIdentity = 3;

/** A disk that is full at each of the writes of a renewal, and then has room again. */
describe('a renewal with a full disk', () => {
  let folder: string;
  let disk: TinyDisk | undefined;
  let authority: CertificateAuthority;

  before(async function () {
    if (process.getuid?.() !== 0) this.skip();
    folder = await mkdtemp(join(tmpdir(), 'hapy-full-'));
    disk = await TinyDisk.mount(folder, 1024 * 1024);
    ({ authority } = await createAuthority({ clusterId: 'c1', clock: systemClock }));
  });
  after(async () => {
    await disk?.unmount();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  const issue = (publicKeyDer: Buffer) => {
    const request = { profile: 'agent', name: 'hapy2', dnsNames: [], addresses: [] } as const;
    const { certificateChainPem } = authority.issue({ ...request, publicKeyDer });
    return { certificateChainPem, rootsPem: authority.rootPem };
  };

  it('goes on with the certificate it has, on the disk too, and renews when there is room', async () => {
    const directory = join(folder, 'pki');
    const { privateKeyPem, publicKeyDer } = await generateKey();
    await writeIdentity(directory, { privateKeyPem, ...issue(publicKeyDer) });
    const files = (await readdir(directory)).toSorted();
    const keeper = await IdentityKeeper.open({
      ...{ directory, clock: systemClock, log: createLog('test', 'silent'), random: () => 0.5 },
      ask: async (_, csr) => issue(verifyCsr(csr).publicKeyDer),
    });
    let refused = 0;
    for (let pages = 0; pages <= 2 * filesOfAnIdentity; pages += 1) {
      await disk?.fillBut(pages * pageBytes);
      const before = keeper.identity;
      const failure = await keeper.renew().then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure !== undefined) {
        refused += 1;
        assert.ok(failure instanceof HapyError && failure.code === 'HAPY-E152');
        assert.match(String(failure.parameters['reason'] ?? failure.message), /ENOSPC/);
        assert.equal(keeper.identity, before, `${pages} pages`);
        assert.equal(keeper.failure?.code, 'HAPY-E152');
      }
      // Whoever starts now finds one that is whole: the one in use.
      assert.deepEqual(await readIdentity(directory), keeper.identity, `${pages} pages`);
      assert.deepEqual((await readdir(directory)).toSorted(), files, `${pages} pages`);
    }
    assert.ok(refused >= 1, 'the disk was full');
    await disk?.empty();
    const { certificateChainPem: before } = keeper.identity;
    await keeper.renew();
    assert.equal(keeper.failure, undefined);
    assert.notEqual((await readIdentity(directory)).certificateChainPem, before);
  });
});

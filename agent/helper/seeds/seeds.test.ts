import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pack } from 'tar-stream';

import type { SeedManifest } from '../../../services/domain/observed.ts';
import { digestOf, unpackBundle, writeBundle } from './bundle.ts';
import { parseManifest, unpackedSize } from './manifest.ts';
import { receiveSeed } from './receive-seed.ts';
import { SeedStore } from './seed-store.ts';

const seedId = '0123456789abcdef';

describe('seeds', () => {
  let folder: string;
  let bundle: string;
  let store: SeedStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-seeds-'));
    bundle = join(folder, 'bundle.tar');
    store = new SeedStore(join(folder, 'state'));
    for (const name of ['one', 'ssh']) await mkdir(join(folder, name));
    await writeFile(join(folder, 'one/one_auth'), 'oneadmin:secret', { mode: 0o600 });
    await writeFile(join(folder, 'ssh/id_rsa.pub'), 'ssh-rsa AAAA', { mode: 0o644 });
    await mkdir(join(folder, 'ssh/a-folder'));
    await writeFile(join(folder, 'database'), 'x'.repeat(300_000));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const folders = () => ({ one: join(folder, 'one'), ssh: join(folder, 'ssh') });
  const write = (compress = true) => writeBundle(bundle, join(folder, 'database'), folders(), compress);

  async function manifest(compress = true): Promise<SeedManifest> {
    const digest = await write(compress);
    const empty = { clusterId: 'c1', runId: 'r1', contentDigest: '', lastLogIndex: 1, lastLogTerm: 0 };
    return { seedId, ...empty, ...digest, servers: [{ id: 0, name: 'hapy1', endpoint: 'x' }] };
  }

  async function* chunks(bytes: Buffer, size = 100_000) {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }

  for (const [compress, how] of [
    [false, 'as they are'],
    [true, 'compressed'],
  ] as const) {
    it(`bundle the database, credentials and keys ${how}, and unpack to the same with their modes`, async () => {
      const digest = await write(compress);
      const { sha256, sizeBytes, unpackedBytes } = digest;
      assert.deepEqual(await digestOf(bundle), { sha256, sizeBytes });
      assert.equal(unpackedBytes !== undefined, compress);
      assert.equal(sizeBytes < 10_000, compress);
      assert.deepEqual(await write(compress), digest, 'the same contents make the same bytes');
      assert.equal((await stat(bundle)).mode & 0o777, 0o600);
      assert.ok(unpackedSize(await manifest(compress)) > 300_000, 'room for all of it is asked for');
      const target = join(folder, 'target');
      await mkdir(target);
      await unpackBundle(bundle, target, { seedId, ...digest });
      assert.equal(await readFile(join(target, 'one/one_auth'), 'utf8'), 'oneadmin:secret');
      assert.equal((await stat(join(target, 'one/one_auth'))).mode & 0o777, 0o600);
      assert.equal((await stat(join(target, 'ssh/id_rsa.pub'))).mode & 0o777, 0o644);
      assert.equal((await stat(join(target, 'database'))).size, 300_000);
      assert.deepEqual(await readdir(join(target, 'ssh')), ['id_rsa.pub']);
    });
  }

  it('refuse to unpack more, or less, or anything but what their manifest tells', async () => {
    const digest = await write();
    const size = digest.unpackedBytes ?? 0;
    const bytes = await readFile(bundle);
    const unpack = async (content: Buffer, unpackedBytes?: number) => {
      const target = await mkdtemp(join(folder, 'target-'));
      await writeFile(bundle, content);
      const manifest = unpackedBytes === undefined ? { seedId } : { seedId, unpackedBytes };
      await assert.rejects(unpackBundle(bundle, target, manifest), { code: 'HAPY-E345' });
      return (await readdir(target)).includes('database') ? (await stat(join(target, 'database'))).size : 0;
    };
    // One that would fill the disk ends where it says that it ends.
    assert.ok((await unpack(bytes, 1024)) <= 1024);
    await unpack(bytes, size - 1);
    await unpack(bytes, size + 1);
    await unpack(bytes.subarray(0, bytes.length / 2), size);
    await unpack(bytes.subarray(0, 40), size);
    await unpack(Buffer.from('no bundle at all'), size);
    // Packed, and said not to be; and the other way round.
    await unpack(bytes);
    await write(false);
    await unpack(await readFile(bundle), size);
  });

  it('refuse bundles with anything else in them', async () => {
    const target = join(folder, 'target');
    const entries = [
      [{ name: '../evil' }],
      [{ name: 'one/../../evil' }],
      [{ name: '/etc/passwd' }],
      [{ name: 'one/link', type: 'symlink' as const, linkname: '/etc/passwd' }],
      [{ name: 'other' }],
      [{ name: 'one/one_auth' }],
    ];
    for (const headers of entries) {
      const archive = pack();
      for (const header of headers) {
        if ('type' in header) archive.entry(header);
        else archive.entry(header, 'x');
      }
      archive.finalize();
      await writeFile(bundle, archive as AsyncIterable<Buffer>);
      await rm(target, { recursive: true, force: true });
      await mkdir(target);
      await assert.rejects(unpackBundle(bundle, target, { seedId }), { code: 'HAPY-E345' }, headers[0]!.name);
    }
    assert.ok(!(await readdir(folder)).includes('evil'));
  });

  it('are kept when every byte is there, and only the last one uploaded', async () => {
    const first = await manifest(false);
    await receiveSeed(store, first, chunks(await readFile(bundle)));
    assert.deepEqual(await store.last('uploaded'), first);
    const parts: Buffer[] = [];
    for await (const chunk of store.read(seedId, 10)) parts.push(chunk);
    assert.deepEqual(Buffer.concat(parts), (await readFile(bundle)).subarray(10));
    const second = { ...first, seedId: 'fedcba9876543210' };
    await receiveSeed(store, second, chunks(await readFile(bundle)));
    assert.deepEqual((await store.last('uploaded'))?.seedId, second.seedId);
    await assert.rejects(store.manifest(seedId), { code: 'HAPY-E340' });
  });

  it('are refused when bytes are missing, changed or too many', async () => {
    const whole = await manifest(false);
    const bytes = await readFile(bundle);
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(1000) ^ 1, 1000);
    await assert.rejects(receiveSeed(store, whole, chunks(bytes.subarray(1))), { code: 'HAPY-E341' });
    await assert.rejects(receiveSeed(store, whole, chunks(changed)), { code: 'HAPY-E341' });
    await assert.rejects(receiveSeed(store, whole, chunks(Buffer.concat([bytes, bytes]))), {
      code: 'HAPY-E347',
    });
    assert.equal(await store.last('uploaded'), undefined);
  });

  it('are refused at their manifest when they would be too large once unpacked', async () => {
    const packed = await manifest();
    const sent = { asked: false };
    async function* never() {
      sent.asked = true;
      yield await readFile(bundle);
    }
    await assert.rejects(receiveSeed(store, { ...packed, unpackedBytes: 2 ** 40 }, never()), {
      code: 'HAPY-E347',
    });
    assert.equal(sent.asked, false);
    await receiveSeed(store, packed, never());
    assert.deepEqual(await store.last('uploaded'), packed);
  });

  it('have ids that are no paths, and manifests that are whole', async () => {
    await assert.rejects(store.manifest('../../etc/passwd'), { code: 'HAPY-E340' });
    for (const compress of [true, false]) {
      const told = await manifest(compress);
      assert.deepEqual(parseManifest(JSON.stringify(told)), told);
    }
    const json = JSON.stringify(await manifest());
    assert.throws(() => parseManifest(json.replace(/"unpackedBytes":\d+/, '"unpackedBytes":"1"')), {
      code: 'HAPY-E345',
    });
    for (const text of ['', '{}', 'null', json.replace('"r1"', '7'), json.replace('"id":0', '"id":null')]) {
      assert.throws(() => parseManifest(text), { code: 'HAPY-E345' }, text);
    }
  });
});

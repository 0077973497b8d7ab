import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { digestOf } from '../../agent/helper/seeds/bundle.ts';
import { receiveSeed } from '../../agent/helper/seeds/receive-seed.ts';
import { SeedStore } from '../../agent/helper/seeds/seed-store.ts';
import { SeedingNode } from '../../agent/helper/programs/seeding-node.ts';
import { TinyDisk } from './tiny-disk.ts';

const mebibyte = 1024 * 1024;
const seedId = 'a'.repeat(32);

describe('a seed that is larger than the free space', function () {
  let node: SeedingNode;
  let disk: TinyDisk;
  let folder: string;

  before(async function () {
    if (process.getuid?.() !== 0) this.skip();
    node = new SeedingNode('hapy2', 'DB = [ BACKEND = "sqlite" ]\n', '#!/bin/false\n');
    folder = join(node.root, 'disk');
    mkdirSync(folder);
    disk = await TinyDisk.mount(folder, 100 * mebibyte);
  });
  after(async () => {
    await disk?.unmount();
    await node?.remove();
  });

  it('is refused at its manifest, before one byte of it was sent or written', async () => {
    const store = new SeedStore(folder);
    const log = { lastLogIndex: -1, lastLogTerm: -1, servers: [] };
    const about = { seedId, clusterId: 'c1', runId: 'r', sha256: '', contentDigest: '' };
    const manifest = { ...about, ...log, sizeBytes: 80 * mebibyte };
    let sent = 0;
    async function* chunks() {
      sent += 1;
      yield Buffer.alloc(1024);
    }
    await assert.rejects(receiveSeed(store, manifest, chunks()), {
      code: 'HAPY-E368',
      parameters: { path: join(folder, 'seeds', `${seedId}.partial`), neededMib: 224, freeMib: 100 },
    });
    assert.equal(sent, 0);
    assert.deepEqual(readdirSync(join(folder, 'seeds', `${seedId}.partial`)), []);
    // With room for it, it is taken byte by byte and judged by its digest.
    await assert.rejects(receiveSeed(store, { ...manifest, sizeBytes: 1024 }, chunks()), {
      code: 'HAPY-E341',
    });
    assert.equal(sent, 1);
  });

  it('is not restored beside a database whose disk has no room, and that one stays', async () => {
    const database = join(folder, 'one.db');
    node.write(database, 'the joiner’s own');
    const squeezed = Object.assign(node, {
      config: { ...node.config, files: { ...node.config.files, oneDatabase: database } },
    });
    const store = squeezed.seeds;
    const work = await store.workFolder(seedId);
    node.write(join(work, 'bundle.tar'), 'x'.repeat(50 * mebibyte));
    const digest = await digestOf(join(work, 'bundle.tar'));
    const about = { seedId, clusterId: 'c1', runId: 'r', contentDigest: '' };
    await store.keep({ ...about, ...digest, lastLogIndex: -1, lastLogTerm: -1, servers: [] }, 'uploaded');
    await disk.fillBut(20 * mebibyte);
    await assert.rejects(squeezed.import(seedId), { code: 'HAPY-E368' });
    assert.equal(Buffer.from(node.read(database) ?? '', 'latin1').toString(), 'the joiner’s own');
  });
});

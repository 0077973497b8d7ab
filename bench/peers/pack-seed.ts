import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';

import { unpackBundle, writeBundle } from '../../agent/helper/seeds/bundle.ts';
import { SeedStore } from '../../agent/helper/seeds/seed-store.ts';
import { collectAtOnce } from '../../services/base/collect-at-once.ts';
import type { SeedManifest } from '../../services/domain/observed.ts';

/*
 * `pack-seed.ts pack STATE DATABASE`: what export-seed does with a backup, into the state folder of a helper; prints the manifest.
 * `pack-seed.ts unpack STATE MANIFEST`: what import-seed begins with, up to the database as a file. Neither asks for any oned.
 */
const [, , verb, helperState = '', what = ''] = process.argv;
const store = new SeedStore(helperState);
collectAtOnce();
if (verb === 'pack') process.stdout.write(`${JSON.stringify(await pack(what))}\n`);
else await unpack(JSON.parse(what) as SeedManifest);

async function pack(database: string): Promise<SeedManifest> {
  const seedId = randomBytes(16).toString('hex');
  const folder = await store.workFolder(seedId);
  const one = join(folder, 'nothing');
  await mkdir(one);
  const digest = await writeBundle(join(folder, 'bundle.tar'), database, { one, ssh: one }, true);
  const manifest: SeedManifest = {
    ...{ seedId, clusterId: 'c1', runId: 'r1', ...digest },
    ...{ contentDigest: 'c0ffee', lastLogIndex: -1, lastLogTerm: -1, servers: [] },
  };
  await store.keep(manifest, 'exported');
  return manifest;
}

async function unpack(manifest: SeedManifest): Promise<void> {
  const target = await mkdtemp(join(helperState, 'unpacked-'));
  await unpackBundle(store.bundle(manifest.seedId), target, manifest);
}

import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';

import { installedFile } from '../../services/base/installation.ts';
import type { SeedManifest } from '../../services/domain/observed.ts';
import { programEnv, run } from '../harness/programs.ts';

const pieceBytes = 1024 * 1024;
/** Of each piece; what is left repeats itself, as the XML texts in oned's database do. */
const randomPart = 0.25;

/** Writes a file that compresses less well than a database of OpenNebula does: to a quarter. */
export async function writeDatabase(path: string, mebibytes: number): Promise<void> {
  const text = Buffer.alloc(
    pieceBytes,
    '<TEMPLATE><CPU><![CDATA[0.1]]></CPU><MEMORY><![CDATA[128]]></MEMORY></TEMPLATE>\n',
  );
  const file = await open(path, 'w', 0o600);
  for (let piece = 0; piece < mebibytes; piece += 1) {
    randomBytes(pieceBytes * randomPart).copy(text);
    await file.write(text);
  }
  await file.sync();
  await file.close();
}

/** Makes a helper keep this database as a seed that it has exported, packed by a program of its own as on a server. */
export async function keepAsSeed(helperState: string, path: string): Promise<SeedManifest> {
  return JSON.parse(await program('pack', helperState, path)) as SeedManifest;
}

/** Takes the database out of the seed that a helper has received, as a restore begins. */
export async function takeFromSeed(helperState: string, manifest: SeedManifest): Promise<void> {
  await program('unpack', helperState, JSON.stringify(manifest));
}

async function program(...words: readonly string[]): Promise<string> {
  return run([process.execPath, installedFile('bench/peers/pack-seed.ts'), ...words], { env: programEnv() });
}

import assert from 'node:assert/strict';
import { chown, lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { HelperConfig } from '../config.ts';
import { makeFolder, makeWithin } from './volume-folder.ts';

describe('a folder of the volume', () => {
  let place: string;

  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'hapy-folder-'));
  });
  afterEach(() => rm(place, { recursive: true }));

  it('belongs to whom the volume belongs to, and is made once', async function () {
    const owner = process.getuid?.() === 0 ? 9869 : (process.getuid?.() ?? 0);
    if (owner === 9869) await chown(place, owner, owner);
    await makeWithin(place, '100');
    await writeFile(join(place, '100/file'), 'kept');
    await makeWithin(place, '100');
    const { uid, mode } = await lstat(join(place, '100'));
    assert.deepEqual([uid, mode & 0o777], [owner, 0o755]);
    assert.equal(await readFile(join(place, '100/file'), 'utf8'), 'kept');
  });

  it('is no link and no file that somebody has put there', async () => {
    await mkdir(join(place, 'elsewhere'));
    await symlink(join(place, 'elsewhere'), join(place, '100'));
    await writeFile(join(place, '101'), '');
    await assert.rejects(makeWithin(place, '100'), /no folder/);
    await assert.rejects(makeWithin(place, '101'), /no folder/);
  });

  it('is not made where the volume is not mounted', async () => {
    const program = join(place, 'mount.glusterfs');
    await writeFile(program, '#!/bin/sh\necho "no such volume"; exit 1\n', { mode: 0o755 });
    const config = {
      stateDirectory: place,
      programs: { mountGlusterfs: program },
    } as unknown as HelperConfig;
    const fails = async (folder: string, code: string, reason?: string) =>
      assert.rejects(makeFolder(config, { is: 'make-folder', volume: 'one', folder }, 0), (error) => {
        assert.ok(error instanceof HapyError, String(error));
        assert.deepEqual([error.code, error.parameters['reason']], [code, reason]);
        return true;
      });
    await fails('100', 'HAPY-E828', 'no such volume');
    await assert.rejects(lstat(join(place, 'mounts/one/100')), { code: 'ENOENT' });
    for (const folder of ['..', '', 'a', '1/2']) await fails(folder, 'HAPY-E300');
  });
});

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readBrickPlace, xfsInodeBytes } from './brick-places.ts';

/** Of xfs_spaceman 6.1.0, for an XFS made with `mkfs.xfs -i size=512`. */
const info = `meta-data=/dev/loop0             isize=512    agcount=4, agsize=20480 blks
         =                       sectsz=512   attr=2, projid32bit=1
         =                       crc=1        finobt=1, sparse=1, rmapbt=0
data     =                       bsize=4096   blocks=81920, imaxpct=25
naming   =version 2              bsize=4096   ascii-ci=0, ftype=1
`;

describe('the size of an XFS’s inodes', () => {
  let folder: string;
  let program: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-xfs-'));
    program = join(folder, 'xfs_spaceman');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const says = (text: string, status = 0) =>
    writeFile(program, `#!/bin/sh\necho "$*" > ${folder}/asked\ncat <<'END'\n${text}END\nexit ${status}\n`, {
      mode: 0o755,
    });
  const placeOn = (filesystem: string) =>
    readBrickPlace(join(folder, 'brick'), [{ point: folder, filesystem, source: '/dev/loop0' }], program);

  it('is what xfs_spaceman says of the mount point', async () => {
    await says(info);
    assert.equal((await placeOn('xfs'))?.inodeBytes, 512);
    assert.equal(await readFile(join(folder, 'asked'), 'utf8'), `-c info ${folder}\n`);
    await says(info.replace('isize=512 ', 'isize=256 '));
    assert.equal((await placeOn('xfs'))?.inodeBytes, 256);
  });

  it('is unknown where nothing can be told, and for other file systems', async () => {
    assert.equal(await xfsInodeBytes(program, folder), 0, 'not installed');
    await says('xfs_spaceman: not on a mounted XFS filesystem\n', 1);
    assert.equal((await placeOn('xfs'))?.inodeBytes, 0);
    await says(info);
    assert.equal((await placeOn('ext4'))?.inodeBytes, 0);
  });
});

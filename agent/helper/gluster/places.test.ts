import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { holdsNoFile, isEmptyBrick, mountOf, mountsFrom } from './brick-places.ts';
import { mountUnit, mountUnitName } from './mount-unit.ts';
import { isAllowed, mountedFrom } from './read-storage.ts';

/** Of the machine of the recordings, and one with a blank. */
const mountinfo = `206 179 0:39 / / rw,relatime shared:12 - overlay overlay rw,lowerdir=/a
219 206 254:0 /bricks /srv/gluster/one rw,relatime shared:32 - ext4 /dev/vda rw
220 206 8:1 / /mnt/two\\040words rw - xfs /dev/sdb1 rw
617 206 0:88 / /var/lib/one/datastores rw,relatime shared:218 - fuse.glusterfs hapy1.ac-test.fr:/one rw,user_id=0
`;

describe('places of the storage', () => {
  it('are found by the longest mount point above them', () => {
    const mounts = mountsFrom(mountinfo);
    assert.equal(mountOf('/srv/gluster/one/brick', mounts)?.filesystem, 'ext4');
    assert.equal(mountOf('/srv/gluster/oneself', mounts)?.point, '/');
    assert.equal(mountOf('/mnt/two words/x', mounts)?.filesystem, 'xfs');
    assert.equal(mountOf('/var/lib/one/datastores', mounts)?.source, 'hapy1.ac-test.fr:/one');
  });

  it('are allowed below their folders only, and without detours', () => {
    const folders = ['/srv/gluster'];
    for (const path of ['/srv/gluster', '/srv/gluster/one/brick']) assert.ok(isAllowed(path, folders), path);
    const wrong = [
      '/srv/glusterfs/x',
      '/etc',
      '/srv/gluster/../../etc',
      '/srv/gluster/.',
      '/srv/gluster/a b',
      '',
    ];
    for (const path of wrong) assert.ok(!isAllowed(path, folders), path);
  });

  it('are empty when nothing but folders lies there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hapy-places-'));
    try {
      assert.ok(await isEmptyBrick(join(folder, 'absent')));
      await mkdir(join(folder, 'mount/0'), { recursive: true });
      await mkdir(join(folder, 'brick/.glusterfs'), { recursive: true });
      assert.deepEqual(
        [await holdsNoFile(join(folder, 'mount')), await isEmptyBrick(join(folder, 'brick'))],
        [true, true],
      );
      await writeFile(join(folder, 'mount/0/disk.0'), '');
      await writeFile(join(folder, 'brick/a'), '');
      assert.deepEqual(
        [await holdsNoFile(join(folder, 'mount')), await isEmptyBrick(join(folder, 'brick'))],
        [false, false],
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('the mount unit', () => {
  it('has the name that systemd wants', () => {
    // As `systemd-escape --path --suffix=mount` printed them.
    assert.equal(mountUnitName('/var/lib/one/datastores'), 'var-lib-one-datastores.mount');
    assert.equal(mountUnitName('/mnt/a-b_c.d'), 'mnt-a\\x2db_c.d.mount');
  });

  it('asks one server, and the others when it is silent', () => {
    const servers = ['hapy2.ac-test.fr', 'hapy1.ac-test.fr', 'hapy3.ac-test.fr'];
    const unit = mountUnit({ volume: 'one', path: '/var/lib/one/datastores', servers });
    assert.match(unit, /^What=hapy2\.ac-test\.fr:\/one$/m);
    assert.match(unit, /^Options=_netdev,backup-volfile-servers=hapy1\.ac-test\.fr:hapy3\.ac-test\.fr$/m);
    assert.match(unit, /^Where=\/var\/lib\/one\/datastores$/m);
    assert.match(unit, /^Before=opennebula\.service$/m);
  });

  it('mounts a folder of the volume alone', () => {
    const path = '/var/lib/one/datastores/100';
    const unit = mountUnit({ volume: 'one', folder: '100', path, servers: ['hapy2.test', 'hapy1.test'] });
    assert.equal(mountUnitName(path), 'var-lib-one-datastores-100.mount');
    assert.match(unit, /^What=hapy2\.test:\/one\/100$/m);
    assert.match(unit, /^Where=\/var\/lib\/one\/datastores\/100$/m);
    assert.match(unit, /^Options=_netdev,backup-volfile-servers=hapy1\.test$/m);
  });

  it('is told by what is mounted', () => {
    assert.deepEqual(mountedFrom('hapy1.ac-test.fr:/one'), { volume: 'one', folder: '' });
    assert.deepEqual(mountedFrom('hapy1.ac-test.fr:one'), { volume: 'one', folder: '' });
    assert.deepEqual(mountedFrom('hapy1.ac-test.fr:/one/100'), { volume: 'one', folder: '100' });
  });
});

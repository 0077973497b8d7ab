import assert from 'node:assert/strict';
import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

import { scarcest, scarcestSpace } from './disk-space.ts';

describe('the room on the disks of a server', () => {
  const gibibyte = 1024 ** 3;
  const large = { freeBytes: 40 * gibibyte, totalBytes: 100 * gibibyte };

  it('is that of the fullest one, by share and not by bytes', () => {
    const full = { freeBytes: 41 * gibibyte, totalBytes: 5000 * gibibyte };
    assert.deepEqual(scarcest([large, full]), full);
    assert.deepEqual(scarcest([full, large]), full);
  });

  it('does not count what has no blocks, nor folders that are not there', async () => {
    assert.deepEqual(scarcest([{ freeBytes: 0, totalBytes: 0 }, large]), large);
    assert.deepEqual(await scarcestSpace(['/nowhere/at/all', '/proc']), { freeBytes: 0, totalBytes: 0 });
  });

  it('is read from the file systems of the folders', async () => {
    const { blocks, bsize } = statfsSync(tmpdir());
    assert.equal((await scarcestSpace(['/nowhere/at/all', tmpdir()])).totalBytes, blocks * bsize);
  });
});

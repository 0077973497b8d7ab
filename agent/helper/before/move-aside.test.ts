import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';

import { moveAside } from './move-aside.ts';

describe('moving a folder aside', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);

  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'hapy-aside-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** With credentials, as oneadmin's folder has them. */
  function makeSecretFolder(path: string): void {
    mkdirSync(path, { mode: 0o700 });
    writeFileSync(join(path, 'one_auth'), 'oneadmin:x\n', { mode: 0o600 });
  }

  it('takes the place of what stood there, and does nothing when there is no folder', async () => {
    makeSecretFolder(at('one'));
    mkdirSync(at('previous'));
    writeFileSync(join(at('previous'), 'old'), '');
    await moveAside(at('one'), at('previous'));
    assert.deepEqual([existsSync(at('one')), existsSync(join(at('previous'), 'old'))], [false, false]);
    assert.equal(readFileSync(join(at('previous'), 'one_auth'), 'utf8'), 'oneadmin:x\n');
    await moveAside(at('one'), at('elsewhere'));
    assert.equal(existsSync(at('elsewhere')), false);
  });

  // A zone whose machines were overlays of one image was where this was found.
  it('works where a folder of the image cannot be renamed', async function () {
    if (process.getuid?.() !== 0) this.skip();
    for (const part of ['image', 'upper', 'work', 'root']) mkdirSync(at(part));
    makeSecretFolder(at('image/one'));
    const layers = `lowerdir=${at('image')},upperdir=${at('upper')},workdir=${at('work')}`;
    await execa('mount', ['-t', 'overlay', 'overlay', '-o', `${layers},redirect_dir=off`, at('root')]);
    try {
      await moveAside(at('root/one'), at('root/previous'));
      assert.equal(existsSync(at('root/one')), false);
      assert.equal(readFileSync(at('root/previous/one_auth'), 'utf8'), 'oneadmin:x\n');
      const modes = ['root/previous', 'root/previous/one_auth'].map(
        (path) => statSync(at(path)).mode & 0o777,
      );
      assert.deepEqual(modes, [0o700, 0o600]);
    } finally {
      await execa('umount', [at('root')]);
    }
  });
});

import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { OnedVersion, versionIn } from './oned-version.ts';

describe('the version of an oned that does not run', () => {
  let folder: string;
  let program: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-oned-'));
    program = join(folder, 'oned');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function install(version: string): Promise<void> {
    const license = `Copyright 2002-2024, OpenNebula Project, OpenNebula Systems\n\nOpenNebula ${version} (9128a58e) is distributed`;
    const text = `#!/bin/sh\necho "$*" >> ${folder}/asked\ncat <<EOF\n${license}\nEOF\n`;
    await writeFile(`${program}.new`, text);
    await chmod(`${program}.new`, 0o755);
    await rm(program, { force: true });
    await writeFile(program, await readFile(`${program}.new`));
    await chmod(program, 0o755);
  }

  it('is read from the program, once for each program that is installed', async () => {
    await install('6.10.0');
    const version = new OnedVersion(program);
    assert.deepEqual([await version.read(), await version.read()], ['6.10.0', '6.10.0']);
    await install('6.10.0.1');
    assert.equal(await version.read(), '6.10.0.1');
    assert.equal(await readFile(join(folder, 'asked'), 'utf8'), '--version\n--version\n');
  });

  it('is unknown where there is no program, or one that says nothing of the kind', async () => {
    assert.equal(await new OnedVersion(program).read(), '');
    await writeFile(program, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    assert.equal(await new OnedVersion(program).read(), '');
    assert.equal(versionIn('OpenNebula for everybody'), '');
  });
});

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '../../../services/base/clock.ts';
import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { HelperConfig } from '../config.ts';
import { Launcher } from '../programs/launcher.ts';
import { noStorage } from './no-storage.ts';
import { stepOutside } from './step-outside.ts';

const recording = join(import.meta.dirname, '../../../test/recordings/gluster/volume-started.xml');
const pool = join(import.meta.dirname, '../../../test/recordings/gluster/pool-from-1.xml');
const uuid = '11111111-2222-3333-4444-555555555555';

describe('rejoining the pool of GlusterFS', function () {
  this.timeout(60_000);
  let folder: string;
  let launcher: Launcher;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-rejoin-'));
    for (const name of ['glusterd/peers', 'glusterd/vols/one', 'glusterd/hooks', 'bricks'])
      await mkdir(join(folder, name), { recursive: true });
    await writeFile(
      join(folder, 'glusterd/glusterd.info'),
      'UUID=00000000-0000-0000-0000-000000000009\noperating-version=100000\n',
    );
    const recorded = await readFile(recording, 'utf8');
    const own = recorded.replaceAll('/srv/gluster/one/brick', join(folder, 'bricks/brick'));
    await writeFile(join(folder, 'volumes.xml'), own);
    // As a real one: its volumes are known only at the second time that somebody asks for them.
    await program(
      'gluster',
      `echo "gluster $*" >> ${folder}/asked
case "$*" in
  *'pool list'*) cat ${pool}; exit 0;;
  *'volume info'*) if [ -e ${folder}/fetched ]; then cat ${folder}/volumes.xml; exit 0; fi; : > ${folder}/fetched;;
esac
echo '<cliOutput><opRet>0</opRet></cliOutput>'`,
    );
    await program('systemctl', `echo "systemctl $*" >> ${folder}/asked`);
    const storage = {
      ...noStorage,
      glusterdUnit: 'glusterd',
      glusterdDirectory: join(folder, 'glusterd'),
      brickFolders: [join(folder, 'bricks')],
    };
    const programs = {
      gluster: join(folder, 'gluster'),
      systemctl: join(folder, 'systemctl'),
      systemdRun: '',
    };
    const config = { stateDirectory: join(folder, 'state'), storage, programs } as unknown as HelperConfig;
    launcher = new Launcher(config, systemClock);
  });
  afterEach(() => rm(folder, { recursive: true, maxRetries: 5 }));

  const program = (name: string, script: string) =>
    writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const rejoin = () =>
    stepOutside(launcher, {
      is: 'rejoin-pool',
      uuid,
      name: 'hapy1.test',
      brick: join(folder, 'bricks/brick'),
    });

  it('is done by a process of its own, which has the rights that the helper’s unit lacks', async () => {
    await rejoin();
    assert.equal(
      await readFile(join(folder, 'glusterd/glusterd.info'), 'utf8'),
      `UUID=${uuid}\noperating-version=100000\n`,
    );
    assert.deepEqual((await readdir(join(folder, 'glusterd'))).sort(), ['glusterd.info', 'hooks']);
    assert.deepEqual(await readdir(join(folder, 'bricks')), ['brick']);
    const asked = await readFile(join(folder, 'asked'), 'utf8');
    const words = asked.split('\n').map((line) => line.replace(/--\S+ /g, ''));
    assert.deepEqual(words, [
      ...['systemctl stop glusterd', 'systemctl start glusterd', 'gluster pool list'],
      ...['gluster peer probe hapy1.test', 'gluster pool list', 'gluster pool list'],
      ...['systemctl restart glusterd', 'gluster pool list', 'gluster pool list'],
      // Where its own brick lies it learns only at a start with its volumes known.
      ...['gluster volume info', 'gluster volume info'],
      ...['systemctl restart glusterd', 'gluster pool list', 'gluster pool list', ''],
    ]);
    // A second time it begins at the start.
    await rejoin();
  });

  it('fails with the step’s own words', async () => {
    await program('systemctl', 'echo it will not; exit 1');
    await assert.rejects(rejoin(), (error) => {
      assert.ok(error instanceof HapyError);
      assert.deepEqual(
        [error.code, error.parameters],
        ['HAPY-E836', { step: 'systemctl stop glusterd', reason: 'it will not' }],
      );
      return true;
    });
  });
});

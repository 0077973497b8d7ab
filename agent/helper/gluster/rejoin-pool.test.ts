import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { HelperConfig } from '../config.ts';
import { noStorage } from './no-storage.ts';
import { rejoinPool } from './rejoin-pool.ts';

const recording = join(import.meta.dirname, '../../../test/recordings/gluster/pool-from-1.xml');
const uuid = '11111111-2222-3333-4444-555555555555';

/** A daemon whose handshake goes through the given states: `looks` looks long before each next one. */
describe('the handshake with the pool of GlusterFS', function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-handshake-'));
    await mkdir(join(folder, 'glusterd/peers'), { recursive: true });
    await program('systemctl', `echo "systemctl $1" >> ${folder}/asked`);
  });
  afterEach(() => rm(folder, { recursive: true, maxRetries: 5 }));

  const program = (name: string, script: string) =>
    writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

  /** `pool list` tells the state that the shell's $state has after the given lines. */
  async function daemonThat(lines: string): Promise<void> {
    // The first peer of the recording is hapy2, the second hapy3.
    const told = (await readFile(recording, 'utf8'))
      .replace('Peer in Cluster', `'"$state"'`)
      .replace('Peer in Cluster', `'"\${other:-$state}"'`);
    await program(
      'gluster',
      `case "$*" in
  *'peer probe'*) echo probe >> ${folder}/asked;;
  *'pool list'*) echo list >> ${folder}/asked
    count() { grep -c "$1" ${folder}/asked; }
    ${lines}
    echo '${told}'; exit 0;;
esac
echo '<cliOutput><opRet>0</opRet></cliOutput>'`,
    );
  }

  const rejoin = () => {
    const config = {
      storage: { ...noStorage, glusterdUnit: 'glusterd', glusterdDirectory: join(folder, 'glusterd') },
      programs: { systemctl: join(folder, 'systemctl') },
    } as unknown as HelperConfig;
    const wanted = { uuid, name: 'hapy2.ac-test.fr', brick: '' };
    return rejoinPool(config, wanted, join(folder, 'gluster'), { settlesWithinMs: 3_000 });
  };

  const asked = async () => (await readFile(join(folder, 'asked'), 'utf8')).trim().split('\n');

  it('is waited for before the daemon is started anew: in the midst of it that would spoil it', async () => {
    await daemonThat(
      `state='Peer in Cluster'; [ "$(count list)" -lt 5 ] && state='Sent and Received peer request'`,
    );
    await rejoin();
    const before = (await asked()).slice(0, (await asked()).indexOf('systemctl restart'));
    assert.equal(before.filter((line) => line === 'list').length, 5);
  });

  it('is begun anew when it came to nothing', async () => {
    await daemonThat(`state='Peer in Cluster'; [ "$(count probe)" -lt 2 ] && state='Probe Sent to Peer'`);
    await rejoin();
    const steps = (await asked()).filter((line) => line !== 'list');
    assert.deepEqual(steps, [
      ...['systemctl stop', 'systemctl start', 'probe'],
      ...['systemctl stop', 'systemctl start', 'probe', 'systemctl restart'],
    ]);
  });

  it('is over with the member that was named, when another one is refused itself', async () => {
    await daemonThat(`state='Peer in Cluster'; other='Peer Rejected'`);
    await rejoin();
    assert.equal((await asked()).filter((line) => line === 'probe').length, 1);
  });

  it('is told with its state when it never ends', async () => {
    await daemonThat(`state='Peer Rejected'`);
    await assert.rejects(rejoin(), (error) => {
      assert.ok(error instanceof HapyError);
      const reason = 'hapy2.ac-test.fr: Peer Rejected';
      assert.deepEqual([error.code, error.parameters], ['HAPY-E836', { step: 'gluster pool list', reason }]);
      return true;
    });
    assert.equal((await asked()).filter((line) => line === 'probe').length, 3);
  });
});

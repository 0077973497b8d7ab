import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { StorageStep } from '../../../services/domain/storage/storage-step.ts';
import type { HelperConfig } from '../config.ts';
import { changeStorage } from './change-storage.ts';
import { noStorage } from './no-storage.ts';

const brick = (number: number) => ({ host: `hapy${number}.test`, path: '/srv/gluster/one/brick' });
const text = (number: number) => `hapy${number}.test:/srv/gluster/one/brick`;
const volume = [1, 2, 3].map((number) => `<brick><name>${text(number)}</name></brick>`).join('');
const info = `<volInfo><volumes><volume><name>one</name><id>v</id><statusStr>Started</statusStr><replicaCount>3</replicaCount><bricks>${volume}</bricks><options><option><name>user.cifs</name><value>off</value></option></options></volume></volumes></volInfo>`;

/** What each brick counts; "-" for one that is not reached. */
function heal(counts: readonly (number | '-')[]): string {
  const bricks = counts.map((count, at) => {
    const told =
      count === '-'
        ? '<status>Transport endpoint is not connected</status>'
        : `<status>Connected</status><totalNumberOfEntries>${count}</totalNumberOfEntries><numberOfEntriesInSplitBrain>0</numberOfEntriesInSplitBrain>`;
    return `<brick><name>${text(at + 1)}</name>${told}</brick>`;
  });
  return `<healInfo><bricks>${bricks.join('')}</bricks></healInfo>`;
}

describe('a step of the storage, by the helper', () => {
  let folder: string;
  let config: HelperConfig;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-step-'));
    const storage = {
      ...noStorage,
      brickFolders: ['/srv/gluster'],
      mountFolders: ['/var/lib/one/datastores'],
    };
    const programs = { gluster: join(folder, 'gluster'), systemdRun: '', systemctl: '/bin/false' };
    config = { storage: { ...storage, unitDirectory: folder }, programs } as unknown as HelperConfig;
    await stands([0, 0, 0]);
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A gluster whose volume stands, and whose bricks count so much. */
  async function stands(counts: readonly (number | '-')[]): Promise<void> {
    const script = `#!/bin/sh
shift 4
echo "$*" >> ${folder}/asked
case "$*" in
  "volume info") echo '<cliOutput><opRet>0</opRet>${info}</cliOutput>' ;;
  "volume heal one info summary") echo '<cliOutput>${heal(counts)}<opRet>0</opRet></cliOutput>' ;;
  *) echo '<cliOutput><opRet>0</opRet></cliOutput>' ;;
esac
`;
    await writeFile(join(folder, 'gluster'), script, { mode: 0o755 });
  }

  /** What was changed, without the looks. */
  async function changes(): Promise<string[]> {
    const asked = await readFile(join(folder, 'asked'), 'utf8').catch(() => '');
    return asked.split('\n').filter((line) => line !== '' && !/ info( summary)?$/.test(line));
  }

  async function refused(step: StorageStep, code: string): Promise<void> {
    await assert.rejects(changeStorage(config, step), (error) => {
      assert.ok(error instanceof HapyError);
      assert.equal(error.code, code);
      return true;
    });
    assert.deepEqual(await changes(), []);
  }

  const replacing = { is: 'replace-brick', volume: 'one', old: brick(3), new: brick(9) } as const;

  it('exchanges a brick of a living server when nothing is to be healed', async () => {
    await changeStorage(config, { ...replacing, dead: false });
    assert.deepEqual(await changes(), [`volume replace-brick one ${text(3)} ${text(9)} commit force`]);
  });

  for (const [what, counts, dead] of [
    ['while something is to be healed', [4, 4, 0], false],
    ['while another brick is not reached', [0, '-', 0], false],
    ['of a dead server while another brick is still being filled', [4, 1, '-'], true],
    ['of a dead server while another brick is not reached', [4, '-', '-'], true],
  ] as const) {
    it(`exchanges no brick ${what}`, async () => {
      await stands(counts);
      await refused({ ...replacing, dead }, 'HAPY-E834');
    });
  }

  it('exchanges the brick of a dead server when the others know of the same', async () => {
    await stands([4, 4, '-']);
    await changeStorage(config, { ...replacing, dead: true });
    assert.equal((await changes()).length, 1);
  });

  it('does nothing twice', async () => {
    await changeStorage(config, {
      is: 'create-volume',
      volume: 'one',
      replica: 3,
      bricks: [brick(1), brick(2), brick(3)],
    });
    await changeStorage(config, { is: 'start-volume', volume: 'one' });
    await changeStorage(config, { is: 'set-volume-options', volume: 'one', options: { 'user.cifs': 'off' } });
    await changeStorage(config, { is: 'add-bricks', volume: 'one', bricks: [brick(1)] });
    await changeStorage(config, { is: 'reset-brick', volume: 'one', brick: brick(1) });
    await changeStorage(config, { is: 'detach-peer', name: 'hapy9.test', dead: true });
    assert.deepEqual(
      (await changes()).filter((line) => line !== 'pool list'),
      [],
    );
  });

  it('grows only when nothing is to be healed, and by whole sets', async () => {
    const more = [brick(4), brick(5), brick(6)];
    await refused({ is: 'add-bricks', volume: 'one', bricks: more.slice(1) }, 'HAPY-E300');
    await stands([0, 2, 2]);
    await refused({ is: 'add-bricks', volume: 'one', bricks: more }, 'HAPY-E834');
    await stands([0, 0, 0]);
    await changeStorage(config, { is: 'add-bricks', volume: 'one', bricks: more });
    assert.equal((await changes()).length, 1);
  });

  it('takes no volume that is not ours', async () => {
    const bricks = [brick(1), brick(2), { host: 'nas.test', path: '/srv/gluster/one/brick' }];
    await refused({ is: 'create-volume', volume: 'one', replica: 3, bricks }, 'HAPY-E822');
  });

  const inFolder = (change: { path?: string; folder?: string; servers?: string[] }): StorageStep => {
    const path = '/var/lib/one/datastores/100';
    return { is: 'mount-folder', volume: 'one', folder: '100', path, servers: ['h'], ...change };
  };
  const unfit: readonly (readonly [StorageStep, string])[] = [
    [{ is: 'probe-peer', name: '--help' }, 'HAPY-E300'],
    [{ is: 'probe-peer', name: 'a b' }, 'HAPY-E300'],
    [{ is: 'start-volume', volume: '../one' }, 'HAPY-E300'],
    [{ is: 'create-volume', volume: 'two', replica: 2, bricks: [brick(1), brick(2)] }, 'HAPY-E300'],
    [{ is: 'add-bricks', volume: 'one', bricks: [{ host: 'h', path: '/etc' }] }, 'HAPY-E833'],
    [{ is: 'mount-volume', volume: 'one', path: '/etc', servers: ['h'] }, 'HAPY-E833'],
    [{ is: 'mount-volume', volume: 'one', path: '/var/lib/one/datastores', servers: [] }, 'HAPY-E300'],
    [{ is: 'mount-volume', volume: 'one', path: '/var/lib/one/datastores', servers: ['a\nb'] }, 'HAPY-E300'],
    [inFolder({ path: '/etc/100' }), 'HAPY-E833'],
    [inFolder({ path: '/var/lib/one/datastores/101' }), 'HAPY-E300'],
    [inFolder({ folder: 'a', path: '/var/lib/one/datastores/a' }), 'HAPY-E300'],
    [inFolder({ servers: [] }), 'HAPY-E300'],
    [{ is: 'make-folder', volume: 'one', folder: '../x' }, 'HAPY-E300'],
    [{ is: 'make-folder', volume: '../one', folder: '100' }, 'HAPY-E300'],
    [{ is: 'set-volume-options', volume: 'one', options: { 'auth.allow': '*' } }, 'HAPY-E807'],
    [{ is: 'set-volume-options', volume: 'two', options: {} }, 'HAPY-E849'],
    [{ is: 'rejoin-pool', uuid: 'x', name: 'h', brick: '' }, 'HAPY-E300'],
  ];
  for (const [step, code] of unfit) {
    it(`refuses ${JSON.stringify(step)}`, () => refused(step, code));
  }

  it('fails to mount with what systemd says', () =>
    refused(
      { is: 'mount-volume', volume: 'one', path: '/var/lib/one/datastores', servers: ['h'] },
      'HAPY-E835',
    ));
});

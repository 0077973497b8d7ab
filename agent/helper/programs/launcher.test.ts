import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '../../../services/base/clock.ts';
import type { HelperConfig } from '../config.ts';
import { eolePlaces } from '../places.ts';
import { Launcher } from './launcher.ts';
import { ProgramFolder, type ProgramState } from './program-folder.ts';
import { noStorage } from '../gluster/no-storage.ts';

describe('long programs of the helper', function () {
  this.timeout(60_000);
  let folder: string;
  let config: HelperConfig;
  let launcher: Launcher;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-programs-'));
    const { files, programs } = eolePlaces;
    config = {
      socket: '',
      stateDirectory: folder,
      identityFile: join(folder, 'identity.json'),
      unit: 'opennebula',
      onedProcesses: [],
      instanceAsks: false,
      firstStart: { listenAddress: '', listenMs: 0 },
      files: { ...files, configEolBackup: join(folder, 'config.eol.bak') },
      programs: { ...programs, reconfigure: join(folder, 'reconfigure'), systemdRun: '' },
      storage: noStorage,
      log: { level: 'silent' },
    };
    launcher = new Launcher(config, systemClock);
  });
  afterEach(() => rm(folder, { recursive: true, maxRetries: 5 }));

  const script = (text: string) =>
    writeFile(config.programs.reconfigure, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  const start = (actionId: string, deadlineMs = 30_000) =>
    launcher.start({
      actionId,
      program: 'reconfigure',
      deadlineMs,
      seedId: '',
      clusterId: '',
      manifestJson: '',
      node: 'hapy1',
    });

  async function end(actionId: string): Promise<{ lines: string[]; state: ProgramState }> {
    const lines: string[] = [];
    for await (const update of launcher.watch(actionId, AbortSignal.timeout(50_000))) {
      if (typeof update !== 'string') return { lines, state: update };
      lines.push(update);
    }
    throw new assert.AssertionError({ message: 'no state at the end' });
  }

  it('tells their output and how they ended, the second time without running them', async () => {
    await script(`echo one; echo two >&2; echo x >> ${folder}/times`);
    await start('run/a');
    const { lines, state } = await end('run/a');
    assert.deepEqual(lines.sort(), ['one', 'two']);
    assert.deepEqual([state.status, state.result?.exitCode], ['finished', 0]);
    assert.equal((await start('run/a')).status, 'finished');
    assert.equal(await readFile(join(folder, 'times'), 'utf8'), 'x\n');
  });

  it('knows failures by the exit code and by what was printed', async () => {
    await script('echo "no space"; exit 7');
    await start('a');
    const byCode = (await end('a')).state.result?.error;
    assert.deepEqual([byCode?.code, byCode?.parameters['exitCode']], ['HAPY-E330', '7']);
    await script('echo " => Erreur au démarrage"; exit 0');
    await start('b');
    assert.equal((await end('b')).state.result?.error?.code, 'HAPY-E331');
    await rm(config.programs.reconfigure);
    await start('c');
    assert.equal((await end('c')).state.result?.error?.code, 'HAPY-E333');
  });

  it('ends them at their deadline, with everything they started', async () => {
    await script(`sh -c 'sleep 60; touch ${folder}/late' & wait`);
    await start('a', 300);
    const { state } = await end('a');
    assert.equal(state.result?.error?.code, 'HAPY-E334');
  });

  it('cancels them', async () => {
    await script('echo begun; exec sleep 60');
    await start('a');
    for await (const update of launcher.watch('a', AbortSignal.timeout(50_000)))
      if (update === 'begun') break;
    const state = await launcher.cancel('a');
    assert.equal(state.result?.error?.code, 'HAPY-E307');
  });

  it('are followed by whoever comes after a restart, and unknown when they vanished without a result', async () => {
    await script('echo begun; exec sleep 60');
    await start('a');
    for await (const update of launcher.watch('a', AbortSignal.timeout(50_000)))
      if (update === 'begun') break;
    launcher = new Launcher(config, systemClock);
    assert.equal((await launcher.state('a')).status, 'running');
    const process_ = join(new ProgramFolder(folder, 'a').path, 'process.json');
    const { pid } = JSON.parse(await readFile(process_, 'utf8')) as { pid: number };
    // What the wrapper runs is in a group of its own, which nobody ends for a killed wrapper.
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    process.kill(pid, 'SIGKILL');
    for (const child of children.trim().split(' ')) process.kill(Number(child), 'SIGKILL');
    assert.equal((await end('a')).state.status, 'unknown');
    assert.equal((await launcher.state('never')).status, 'absent');
  });

  it('count as running while what a killed wrapper had started goes on, and can be ended then', async () => {
    await script('echo begun; exec sleep 60');
    await start('a');
    for await (const update of launcher.watch('a', AbortSignal.timeout(50_000)))
      if (update === 'begun') break;
    const folderOfA = new ProgramFolder(folder, 'a');
    process.kill((await folderOfA.livingPid()) ?? 0, 'SIGKILL');
    while ((await folderOfA.livingPid()) !== undefined) await systemClock.delay(10);
    assert.equal((await launcher.state('a')).status, 'running');
    assert.equal((await launcher.cancel('a')).status, 'unknown');
    assert.equal(await folderOfA.orphanedGroup(), undefined);
  });

  it('do nothing when they start later than anybody has waited for', async () => {
    await script(`echo x >> ${folder}/times`);
    const long = { ...systemClock, now: () => Date.now() - 20_000 };
    launcher = new Launcher(config, long);
    await start('a');
    launcher = new Launcher(config, systemClock);
    let state = await launcher.state('a');
    assert.equal(state.status, 'unknown');
    while (state.status !== 'finished') {
      await systemClock.delay(10);
      state = await launcher.state('a');
    }
    assert.equal(state.result?.error?.code, 'HAPY-E352');
    await assert.rejects(readFile(join(folder, 'times')), { code: 'ENOENT' });
  });

  it('are started once, however many ask at the same time', async () => {
    await script(`echo x >> ${folder}/times`);
    await Promise.all(['a', 'a', 'a'].map((id) => start(id)));
    await end('a');
    assert.equal(await readFile(join(folder, 'times'), 'utf8'), 'x\n');
  });

  it('are forgotten when they are old and many', async () => {
    const programs = join(folder, 'programs');
    const long = new Date(Date.now() - 8 * 24 * 60 * 60_000);
    for (let at = 0; at < 210; at += 1) {
      await mkdir(join(programs, `old${at}`), { recursive: true });
      await utimes(join(programs, `old${at}`), long, long);
    }
    await script('exit 0');
    await start('a');
    await end('a');
    assert.equal((await readdir(programs)).length, 201, 'the newest, and the one that was started');
    assert.equal((await launcher.state('a')).status, 'finished');
    for (let at = 0; at < 30; at += 1) await mkdir(join(programs, `young${at}`));
    await start('b');
    await end('b');
    const left = await readdir(programs);
    assert.equal(left.filter((name) => name.startsWith('young')).length, 30, 'nothing young goes');
  });

  it('are not taken for another process that was given their pid', async () => {
    await script('exit 0');
    await start('a');
    await end('a');
    const folderOfA = new ProgramFolder(folder, 'a');
    const record = { pid: process.pid, startTime: '1' };
    await writeFile(join(folderOfA.path, 'process.json'), JSON.stringify(record));
    assert.equal(await folderOfA.livingPid(), undefined);
  });
});

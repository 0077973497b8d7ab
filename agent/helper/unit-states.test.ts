import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadHelperConfig } from './config.ts';
import { UnitStates } from './unit-states.ts';

describe('the states of units', () => {
  let folder: string;
  let states: UnitStates;
  let sleeper: ChildProcess | undefined;
  const place = (name: string) => join(folder, name);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hapy-units-'));
    writeFileSync(place('asked'), '');
    says('active', 'inactive');
    const script = `#!/bin/sh\necho asked >> ${place('asked')}\ncat ${place('says')}\n`;
    writeFileSync(place('systemctl'), script, { mode: 0o755 });
    const yaml = `programs: {systemctl: ${place('systemctl')}}\nonedProcesses: [${place('procs')}, ${place('none')}]\n`;
    writeFileSync(place('helper.yaml'), yaml);
    states = new UnitStates(await loadHelperConfig(place('helper.yaml')));
  });
  afterEach(async () => {
    await end();
    rmSync(folder, { recursive: true });
  });

  function says(oned: string, others: string): void {
    writeFileSync(place('says'), `${[oned, ...Array.from({ length: 12 }, () => others)].join('\n')}\n`);
  }

  const asked = () => readFileSync(place('asked'), 'utf8').split('\n').length - 1;

  /** A process of oned's unit. */
  function starts(): void {
    sleeper = spawn('/bin/sleep', ['1000'], { stdio: 'ignore' });
    writeFileSync(place('procs'), `${sleeper.pid}\n`);
  }

  async function end(): Promise<void> {
    if (sleeper === undefined) return;
    sleeper.kill('SIGKILL');
    await once(sleeper, 'exit');
    sleeper = undefined;
  }

  it('are asked for once while the same processes belong to the unit', async () => {
    starts();
    const first = await states.read();
    assert.equal(first.onedProcess, 'running');
    assert.equal(await states.read(), first);
    assert.equal(asked(), 1);
  });

  it('are asked for at once when a process of the unit has ended, though the list still names it', async () => {
    starts();
    await states.read();
    says('failed', 'inactive');
    await end();
    assert.equal((await states.read()).onedProcess, 'failed');
    assert.equal(asked(), 2);
  });

  it('are asked for each time where the list is of another unit', async () => {
    writeFileSync(place('procs'), '');
    await states.read();
    await states.read();
    assert.equal(asked(), 2);
  });

  it('are asked for each time where no list can be read, and name the units beside that have failed', async () => {
    says('inactive', 'failed');
    const { onedProcess, failedUnits } = await states.read();
    assert.equal(onedProcess, 'stopped');
    assert.equal(failedUnits.length, 12);
    await states.read();
    assert.equal(asked(), 2);
  });
});

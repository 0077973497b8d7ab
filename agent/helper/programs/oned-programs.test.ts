import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startOned } from './oned-programs.ts';
import type { Job } from './program-folder.ts';
import { StepContext } from './step-context.ts';

/** systemd as it is after a guard that refused three times: one more start is refused, until reset-failed. */
const exhausted = `#!/bin/sh
folder=$(dirname "$0")
echo "$1" >> "$folder/asked"
case $1 in
  reset-failed) touch "$folder/reset" ;;
  start) test -e "$folder/reset" || { echo 'start request repeated too quickly'; exit 1; }; touch "$folder/runs" ;;
  is-active) test -e "$folder/runs" && echo active || echo failed ;;
esac
`;

describe('starting oned by its unit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hapy-unit-'));
  let log: FileHandle;

  before(async () => {
    log = await open(join(folder, 'log'), 'a');
  });

  after(async () => {
    await log.close();
    rmSync(folder, { recursive: true });
  });

  it('does not stumble over the starts that the guard has refused before', async () => {
    const systemctl = join(folder, 'systemctl');
    writeFileSync(systemctl, exhausted);
    chmodSync(systemctl, 0o755);
    const config = { unit: 'opennebula', programs: { systemctl } } as Job['config'];
    const job = { config } as Job;
    await startOned(new StepContext(job, log, AbortSignal.timeout(10_000)));
    const asked = readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n');
    assert.deepEqual(asked, ['reset-failed', 'start', 'is-active']);
  });
});

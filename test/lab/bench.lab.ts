import assert from 'node:assert/strict';

import { Folder } from '../../bench/harness/folder.ts';
import { requireRows } from '../../bench/harness/require-rows.ts';
import { runMeasures } from '../../bench/harness/run-measures.ts';
import { agentProcess } from '../../bench/measures/agent-process.ts';
import { commandLine } from '../../bench/measures/command-line.ts';
import { formation } from '../../bench/measures/formation.ts';
import { idle } from '../../bench/measures/idle.ts';
import { noOp } from '../../bench/measures/no-op.ts';
import { seed } from '../../bench/measures/seed.ts';
import { startSshd } from '../../bench/peers/sshd.ts';

/*
 * The measures of `npm run bench` that want root, sshd or more than two seconds, each at its smallest and with its
 * rivals.
 */
describe('the bench with its rivals', function () {
  this.timeout(30 * 60_000);

  it('has one sshd for a measure, however often it is asked for', async () => {
    const folder = new Folder();
    try {
      const context = { size: 'small', rivals: true, folder, skip: () => undefined } as const;
      const first = await startSshd(context);
      assert.ok(first !== undefined);
      assert.equal(await startSshd(context), first);
      await first.fresh('true');
    } finally {
      await folder.remove();
    }
  });

  for (const measure of [noOp, commandLine, agentProcess, idle, seed, formation]) {
    it(`runs ${measure.name}`, async () => {
      const [outcome] = await runMeasures([measure], { size: 'small', rivals: true });
      assert.ok(outcome !== undefined);
      requireRows(outcome);
    });
  }
});

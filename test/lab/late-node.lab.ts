import assert from 'node:assert/strict';

import { RealFounding } from '../kill-points/real-founding.ts';
import { assertFormed } from '../kill-points/survive-kill.ts';
import { hasItsTurn } from './turn.ts';

/** HAPY_NODES asks for a number; otherwise seven have their turn with every third commit. */
const count = Number(process.env['HAPY_NODES'] ?? (hasItsTurn(0, 3) ? 7 : 4));
const dying = 'hapy4';

/*
 * A founding in real processes, one node of which dies on the way. It needs no root, only minutes: a node may be
 * silent for one of them before the others go on without it.
 */
describe(`a founding of ${count}, one of which dies on the way`, function () {
  this.timeout(30 * 60_000);
  let founding: RealFounding;
  before(async () => {
    founding = await RealFounding.start(count);
  });
  after(() => founding.remove());

  it('stops, tells who is silent, and forms of the rest when a person has seen how', async () => {
    founding.apply();
    await founding.reachEvent('action-finished', `hold-oned/${dying}`);
    await founding.signal(`agent-${dying}`, 'SIGKILL');
    await founding.signal(`helper-${dying}`, 'SIGKILL');
    let run = await founding.ended();
    const { output } = await founding.hapyctl('runs', 'show');
    assert.match(output, new RegExp(`HAPY-E(545|553|600)[^]*${dying}`));
    // Once, or once more if it died while somebody had just asked it for something.
    for (let tries = 0; run.status !== 'succeeded' && tries < 2; tries += 1) {
      await founding.hapyctl('run', 'resume', '--yes', '--no-drill');
      run = await founding.ended();
    }
    assert.equal(run.status, 'succeeded', (await founding.hapyctl('runs', 'show')).output);
    const { nodes } = await founding.status();
    const serving = nodes.filter(
      (node) => (node.state?.oned?.raft?.serverId ?? -1) >= 0 && node.name !== dying,
    );
    assert.deepEqual(
      serving.map((node) => node.name),
      founding.nodeNames.filter((name) => name !== dying),
    );
    const plan = await founding.hapyctl('plan');
    assert.match(plan.output, new RegExp(`HAPY-E600[^]*${dying}`));
  });

  it('takes the late node in when it is back', async () => {
    await founding.startAgain();
    const plan = await founding.hapyctl('plan');
    assert.equal(plan.status, 3, plan.output);
    const applied = await founding.hapyctl('apply', '--yes', '--no-drill');
    assert.equal(applied.status, 0, applied.output);
    await assertFormed(founding);
  });
});

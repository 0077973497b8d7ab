import assert from 'node:assert/strict';

import { RealFounding } from '../kill-points/real-founding.ts';
import { assertFormed } from '../kill-points/survive-kill.ts';

/*
 * A founding of five in real processes, one of which dies on the way. It needs no root, only minutes: a node may be
 * silent for one of them before the others go on without it.
 */
describe('a founding of five, one of which dies on the way', function () {
  this.timeout(900_000);
  let founding: RealFounding;
  before(async () => {
    founding = await RealFounding.start(5);
  });
  after(() => founding.remove());

  it('forms of the rest, and the plan says what is missing', async () => {
    founding.apply();
    await founding.reachEvent('action-finished', 'hold-oned/hapy4');
    await founding.signal('agent-hapy4', 'SIGKILL');
    await founding.signal('helper-hapy4', 'SIGKILL');
    let run = await founding.ended();
    for (let tries = 0; run.status !== 'succeeded' && tries < 4; tries += 1) {
      await founding.hapyctl('run', 'resume', '--yes');
      run = await founding.ended();
    }
    assert.equal(run.status, 'succeeded', (await founding.hapyctl('runs', 'show')).output);
    const { nodes } = await founding.status();
    const serving = nodes.filter(
      (node) => (node.state?.oned?.raft?.serverId ?? -1) >= 0 && node.name !== 'hapy4',
    );
    assert.deepEqual(
      serving.map((node) => node.name),
      ['hapy1', 'hapy2', 'hapy3', 'hapy5'],
    );
    const plan = await founding.hapyctl('plan');
    assert.match(plan.output, /HAPY-E600[^]*hapy4/);
  });

  it('takes the late node in when it is back', async () => {
    await founding.startAgain();
    const plan = await founding.hapyctl('plan');
    assert.equal(plan.status, 3, plan.output);
    const applied = await founding.hapyctl('apply', '--yes');
    assert.equal(applied.status, 0, applied.output);
    await assertFormed(founding);
  });
});

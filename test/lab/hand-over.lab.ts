import assert from 'node:assert/strict';

import { RealFounding } from '../kill-points/real-founding.ts';
import { goOn } from '../kill-points/survive-kill.ts';

/* SIGTERM, as a service manager sends it before an update or a reboot, to every program in the middle of a founding. */
describe('a founding whose programs are stopped and started one after the other', function () {
  this.timeout(30 * 60_000);
  let founding: RealFounding;
  before(async () => {
    founding = await RealFounding.start();
  });
  after(() => founding.remove());

  it('ends as one run, and hapyctl says that it goes on', async () => {
    founding.apply();
    const applied = founding.applied();
    await founding.reach(20);
    founding.killHapyctl('SIGTERM');
    const { status, output } = await applied;
    assert.equal(status, 4, output);
    assert.match(output, /the run goes on without you\.\n.*hapyctl runs follow 1-.*\n.*hapyctl run abort 1-/);
    for (const [program, line] of [
      ['coordinator', 40],
      ['agent-hapy2', 70],
      ['helper-hapy3', 90],
      ['coordinator', 110],
    ] as const) {
      await founding.reach(line);
      assert.ok(await founding.signal(program, 'SIGTERM'), program);
      await founding.startAgain();
    }
    await goOn(founding);
    const { runId } = founding.run() ?? { runId: '' };
    assert.match(runId, /^1-/, 'it is one run all along');
  });

  it('has nothing in its journal that says that a coordinator was stopped, but that it went on', async () => {
    const { output } = await founding.hapyctl('runs', 'show', '-o', 'json');
    const { events } = JSON.parse(output) as { events: { kind: string; error?: { code: string } | null }[] };
    assert.equal(events.filter((event) => event.kind === 'run-resumed').length, 2);
    assert.deepEqual(
      events.filter((event) => event.error?.code === 'HAPY-E537'),
      [],
    );
    for (const program of ['coordinator', 'agent-hapy2', 'helper-hapy3']) {
      assert.doesNotMatch(await founding.logOf(program), /unhandled|UnhandledPromise|stop failed/i, program);
    }
  });
});

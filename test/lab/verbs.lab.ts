import assert from 'node:assert/strict';

import { RealFounding } from '../kill-points/real-founding.ts';
import { assertFormed, goOn } from '../kill-points/survive-kill.ts';
import { seedOfCommit } from '../seed-of-commit.ts';

const seed = seedOfCommit();

/*
 * Verbs of a cluster's life in real processes, each with one process killed on the way: which one, and at which
 * action, rotates with the commit. Each step stands on those before it.
 */
describe(`the verbs in real processes, one of which is killed (seed ${seed})`, function () {
  this.timeout(30 * 60_000);
  let cluster: RealFounding;
  let failed = false;

  before(async () => {
    cluster = await RealFounding.start(3);
    cluster.apply();
    await goOn(cluster);
  });
  beforeEach(function () {
    if (failed) this.skip();
  });
  afterEach(function () {
    failed ||= this.currentTest?.isFailed() ?? false;
  });
  after(() => cluster?.remove());

  /** Kills one program as soon as the action has begun, and starts it again as systemd would. */
  async function strike(actionId: string): Promise<void> {
    await cluster.reachEvent('action-started', actionId);
    const targets = ['coordinator', 'agent-hapy2', 'helper-hapy2', 'agent-hapy1'];
    await cluster.signal(targets[seed % targets.length] ?? '', 'SIGKILL');
    await cluster.startAgain();
  }

  it('reconfigures one voter after the other, the leader last', async () => {
    const ends = cluster.hapyctl('reconfigure', '--yes');
    await cluster.reachNewRun();
    await strike('reconfigure/hapy2');
    await ends;
    await goOn(cluster);
  });

  it('repairs nothing where nothing is broken', async () => {
    const { status, output } = await cluster.hapyctl('repair', '--yes');
    assert.equal(status, 0, output);
    await assertFormed(cluster);
  });

  it('refuses to give up a dead machine without a word of how it was fenced, or as one of three', async () => {
    for (const program of ['agent-hapy3', 'helper-hapy3']) await cluster.signal(program, 'SIGKILL');
    const refusals: readonly (readonly [readonly string[], RegExp])[] = [
      [['node', 'remove', 'hapy3', '--dead', '--yes'], /HAPY-E568/],
      [['node', 'replace', 'hapy3', '--yes'], /HAPY-E568/],
      [['node', 'remove', 'hapy3', '--dead', '--fenced', 'power cut', '--yes'], /HAPY-E581/],
      [['node', 'remove', 'hapy3', '--dead', '--fenced', 'hapy3: power cut', '--yes'], /HAPY-E560/],
      [['node', 'remove', 'hapy1', '--yes'], /HAPY-E564/],
    ];
    for (const [words, code] of refusals) {
      const { status, output } = await cluster.hapyctl(...words);
      assert.equal(status, 2, output);
      assert.match(output, code);
    }
    await cluster.startAgain();
    await assertFormed(cluster);
  });
});

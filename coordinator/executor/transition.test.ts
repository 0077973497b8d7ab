import assert from 'node:assert/strict';

import type { RunEventKind, RunStatus } from './run-event.ts';
import { newRunProgress, type RunProgress, transition } from './transition.ts';

const fold = (...events: (RunEventKind | [RunEventKind, string] | ['run-finished', RunStatus])[]) =>
  events.reduce<RunProgress>((progress, event) => {
    const [kind, detail = ''] = typeof event === 'string' ? [event] : event;
    const finished = kind === 'run-finished';
    const status = (finished ? detail || 'succeeded' : 'running') as RunStatus;
    return transition(progress, { kind, actionId: finished ? '' : detail, actionKind: 'add-host', status });
  }, newRunProgress);

describe('the journal of a run', () => {
  it('goes from its start through its actions to its end', () => {
    const progress = fold(
      'run-started',
      'action-waiting',
      ['action-waiting', 'b'],
      ['action-started', 'a'],
      ['action-progress', 'a'],
      ['action-finished', 'a'],
      ['action-failed', 'b'],
      ['run-finished', 'partial'],
    );
    assert.equal(progress.status, 'partial');
    assert.deepEqual(
      [...progress.actions],
      [
        ['b', 'failed'],
        ['a', 'finished'],
      ],
    );
  });

  it('goes on after a stop, with the actions that were under way open again', () => {
    const stopped = fold('run-started', ['action-started', 'a']);
    assert.equal(stopped.changed, true);
    const resumed = fold('run-started', ['action-started', 'a'], 'run-resumed', ['action-started', 'a']);
    assert.deepEqual([...resumed.actions], [['a', 'started']]);
    assert.equal(fold('run-started', ['run-finished', 'partial'], 'run-resumed').status, 'running');
  });

  it('takes a further plan when nothing of the last one is open', () => {
    const first = ['run-started', ['action-started', 'a'], ['action-failed', 'a']] as const;
    const progress = fold(...(first as unknown as Parameters<typeof fold>), 'run-planned', [
      'action-started',
      'a',
    ]);
    assert.deepEqual([...progress.actions], [['a', 'started']]);
  });

  it('stays aborting once that was asked, whatever is interrupted afterwards', () => {
    const progress = fold('run-started', 'run-aborting', 'run-resumed', ['run-finished', 'aborted']);
    assert.deepEqual([progress.aborting, progress.status], [true, 'aborted']);
  });

  const illegal: Parameters<typeof fold>[] = [
    ['run-started', 'run-started'],
    [['action-started', 'a']],
    ['run-started', ['action-finished', 'a']],
    ['run-started', ['action-progress', 'a']],
    ['run-started', ['action-started', 'a'], ['action-started', 'a']],
    ['run-started', ['action-started', 'a'], ['action-finished', 'a'], ['action-failed', 'a']],
    ['run-started', ['action-failed', 'a'], ['action-started', 'a']],
    ['run-started', ['action-started', 'a'], 'run-finished'],
    ['run-started', ['run-finished', 'running']],
    ['run-started', ['run-finished', 'aborted']],
    ['run-started', 'run-aborting', ['run-finished', 'aborted'], 'run-resumed'],
    ['run-started', 'run-finished', 'run-resumed'],
    ['run-resumed'],
    ['run-started', ['action-started', 'a'], 'run-planned'],
    ['run-started', 'run-finished', 'run-aborting'],
    ['run-started', 'run-finished', ['action-started', 'a']],
    ['run-started', 'run-finished', 'run-finished'],
  ];
  for (const events of illegal) {
    it(`never holds ${events.map(String).join(' ')}`, () => {
      assert.throws(() => fold(...events), { name: 'AssertionError' });
    });
  }
});

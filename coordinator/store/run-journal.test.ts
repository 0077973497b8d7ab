import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

import { systemClock } from '../../services/base/clock.ts';
import type { Plan } from '../../services/domain/plan.ts';
import type { RunEntry, RunEvent } from '../executor/run-event.ts';
import { openDatabase } from './database.ts';
import { RunJournal } from './run-journal.ts';

const plan: Plan = { clusterId: 'c', way: 'none', actions: [], leftAlone: [], findings: [] };

function entry(kind: RunEntry['kind'], actionId = '', status: RunEntry['status'] = 'running'): RunEntry {
  const actionKind = actionId === '' ? '' : ('hold-oned' as const);
  const rest = { node: '', message: '', parameters: {}, error: undefined, elapsedMs: 0 };
  return { kind, actionId, actionKind, status, ...rest };
}

describe('the store of runs', () => {
  let folder: string;
  let path: string;
  let database: DatabaseSync;
  let journal: RunJournal;
  let runId: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hapy-store-'));
    path = join(folder, 'coordinator.db');
    database = openDatabase(path);
    journal = new RunJournal(database, systemClock);
    runId = journal.createRun({ plan, planHash: 'h', startedBy: 'somebody', reason: '' });
  });

  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  const follow = async (after = 0, signal = AbortSignal.timeout(5000)) => {
    const events: RunEvent[] = [];
    for await (const event of journal.follow(runId, after, signal)) events.push(event);
    return events;
  };
  const numbersOf = (events: RunEvent[]) => events.map((event) => event.sequence);

  it('is closed to others', () => {
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('tells the events of a finished run from any point, and ends', async () => {
    journal.record(runId, entry('run-started'));
    journal.record(runId, entry('action-started', 'a'));
    journal.record(runId, entry('action-finished', 'a'));
    journal.record(runId, entry('run-finished', '', 'succeeded'));
    assert.deepEqual(numbersOf(await follow()), [1, 2, 3, 4]);
    assert.deepEqual(numbersOf(await follow(3)), [4]);
    assert.deepEqual(await follow(4), []);
    assert.deepEqual(
      journal.list(5).map((run) => [run.runId, run.status, run.actionsDone]),
      [[runId, 'succeeded', 1]],
    );
  });

  it('tells what is written while somebody follows, to everybody', async () => {
    const all = follow();
    const later = follow(1);
    for (const next of [entry('run-started'), entry('action-started', 'a'), entry('action-failed', 'a')]) {
      journal.record(runId, next);
      await new Promise(setImmediate);
    }
    journal.record(runId, entry('run-finished', '', 'partial'));
    assert.deepEqual(numbersOf(await all), [1, 2, 3, 4]);
    assert.deepEqual(numbersOf(await later), [2, 3, 4]);
  });

  it('knows no run that it has not made', async () => {
    const events = journal.follow('9-ffffffff', 0, AbortSignal.timeout(1000));
    await assert.rejects(events.next(), { code: 'HAPY-E523' });
  });

  it('never gives two runs one id, not even a copy of itself does', () => {
    const copy = new RunJournal(database, systemClock);
    const ids = [journal, copy].map((each) =>
      each.createRun({ plan, planHash: '', startedBy: '', reason: '' }),
    );
    assert.equal(new Set([runId, ...ids]).size, 3);
  });

  it('knows after a crash what was going on, and goes on with its events', async () => {
    journal.record(runId, entry('run-started'));
    journal.record(runId, entry('action-started', 'a'));
    journal = new RunJournal(database, systemClock);
    assert.deepEqual(journal.unfinished(), [runId]);
    assert.deepEqual([...journal.progressOf(runId).actions], [['a', 'started']]);
    journal.record(runId, entry('run-resumed'));
    const attempt = journal.addPlan(runId, { plan, planHash: 'i', approvedBy: '' });
    assert.equal(attempt, 2);
    journal.record(runId, entry('run-finished', '', 'partial'));
    assert.deepEqual(journal.unfinished(), []);
    journal.record(runId, entry('run-resumed'));
    journal.record(runId, entry('run-finished', '', 'succeeded'));
    assert.deepEqual(numbersOf(await follow()), [1, 2, 3, 4, 5, 6], 'past its first end to the last one');
    assert.deepEqual(
      journal.plansOf(runId).map((each) => [each.attempt, each.planHash, each.approvedBy]),
      [
        [1, 'h', 'somebody'],
        [2, 'i', ''],
      ],
    );
  });

  it('tells of a run who approved it last, and nothing of a plan that lay within what was approved', () => {
    assert.equal(journal.personOf(runId), 'somebody', 'a run of the time before identities were kept');
    const added = { plan, planHash: 'i' };
    journal.addPlan(runId, { ...added, approvedBy: 'anne', identity: 'operator/anne#0a' });
    journal.addPlan(runId, { ...added, approvedBy: '' });
    assert.equal(journal.personOf(runId), 'operator/anne#0a');
    assert.equal(journal.personOf('none'), '');
  });

  it('tells of a run that is being aborted who asked for its end, as far as that was written down', () => {
    journal.record(runId, entry('run-started'));
    journal.record(runId, entry('run-aborting'));
    assert.equal(journal.personOf(runId), 'somebody', 'a run of the time before that was written down');
    for (const by of ['operator/paul#0b', 'operator/luc#0c'])
      journal.record(runId, { ...entry('run-aborting'), parameters: { by } });
    assert.equal(journal.personOf(runId), 'operator/luc#0c');
  });

  it('finds a run by the number that its id begins with', () => {
    assert.equal(journal.find('1').runId, runId);
    assert.equal(journal.find(runId).runId, runId);
    for (const wrong of ['2', '01', '', "1' OR 1"]) {
      assert.throws(() => journal.find(wrong), { code: 'HAPY-E523' });
    }
  });

  it('refuses a database of a newer version', () => {
    database.exec('PRAGMA user_version = 999');
    assert.throws(() => openDatabase(path), { code: 'HAPY-E540' });
  });
});

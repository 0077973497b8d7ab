import assert from 'node:assert/strict';

import type { Action, Can, RunEvent } from '../api/answers.ts';
import { drillTimes } from '../../services/wording/drill-times.ts';
import { auditAddress, pageOfAudit } from './audit-pages.ts';
import { certificateLife } from './certificate-life.ts';
import { deedStanding } from './deed-standing.ts';
import { lagStretches, withHistory, withLag } from './lag-history.ts';
import { addressOf, placeOf } from './place.ts';
import { runProgress } from './run-progress.ts';
import { planStages } from './stages.ts';

const actionOf = (id: string, change: Partial<Action> = {}): Action => ({
  ...{ id, kind: 'hold-oned', node: 'hapy1', at: 'hapy1', title: id, after: [], deadlineMs: 1 },
  ...{ stage: 'one', requires: [], leadsTo: [] },
  ...change,
});
const eventOf = (
  sequence: number,
  kind: string,
  actionId: string,
  change: Partial<RunEvent> = {},
): RunEvent => ({
  ...{ runId: '1-00', sequence, atMs: sequence * 100, kind, actionId, actionKind: '', node: '', message: '' },
  ...{ text: '', parameters: {}, elapsedMs: sequence },
  ...change,
});

describe('a plan in stages', () => {
  it('numbers the actions and names what each waits for in ranges', () => {
    const stages = planStages([
      actionOf('a'),
      actionOf('b'),
      actionOf('c'),
      actionOf('d', { stage: 'two', after: ['c', 'a', 'b'] }),
      actionOf('e', { stage: 'two', after: ['a', 'd'] }),
    ]);
    assert.deepEqual(
      stages.map(({ title, actions }) => [title, actions.map(({ number, after }) => `${number}:${after}`)]),
      [
        ['one', ['1:', '2:', '3:']],
        ['two', ['4:1-3', '5:1, 4']],
      ],
    );
  });
});

describe('the progress of a run', () => {
  it('tells of each action what the journal said last', () => {
    const error = { code: 'HAPY-E500', parameters: {}, title: 'away', cause: '', next: '' };
    const steps = runProgress(
      ['a', 'b', 'c', 'd'].map((id) => actionOf(id)),
      [
        eventOf(1, 'run-started', ''),
        eventOf(2, 'action-started', 'a'),
        eventOf(3, 'action-finished', 'a', { elapsedMs: 900 }),
        eventOf(4, 'action-progress', 'b', { text: 'half' }),
        eventOf(5, 'action-progress', 'b'),
        eventOf(6, 'action-failed', 'c', { error }),
      ],
    );
    assert.deepEqual(
      steps.map(({ state, text, elapsedMs }) => [state, text, elapsedMs]),
      [
        ['done', '', 900],
        ['going', 'half', 5],
        ['failed', '', 6],
        ['to-come', '', 0],
      ],
    );
    assert.equal(steps[2]?.error?.title, 'away');
  });

  it('forgets a failure once the action was tried again', () => {
    const events = [eventOf(1, 'action-failed', 'a'), eventOf(2, 'action-finished', 'a')];
    assert.equal(runProgress([actionOf('a')], events)[0]?.state, 'done');
  });
});

describe('what can be done', () => {
  const can = (deed: string, node: string, reason: string): Can => ({
    ...{ deed, node, can: reason === '', code: '', reason, next: '', parameters: {} },
  });
  const deeds = [can('drill', '', ''), can('remove', 'hapy2', 'no'), can('remove', 'hapy3', '')];

  it('is what the table says of that node', () => {
    assert.deepEqual(deedStanding(deeds, true, 'drill'), { can: true });
    assert.deepEqual(deedStanding(deeds, true, 'remove', 'hapy2'), { can: false, reason: 'no' });
    assert.deepEqual(deedStanding(deeds, true, 'remove', 'hapy3'), { can: true });
  });

  it('is nothing on a state that is old, or before it is known', () => {
    assert.deepEqual(deedStanding(deeds, false, 'drill'), { can: false, key: 'why-not.stale' });
    assert.deepEqual(deedStanding(undefined, true, 'drill'), { can: false, key: 'why-not.unknown' });
    assert.deepEqual(deedStanding(deeds, true, 'remove'), { can: false, key: 'why-not.unknown' });
  });
});

describe('the life of a certificate', () => {
  const dayMs = 86_400_000;
  const of = (state = 'valid') => ({
    ...{ holder: 'gateway', serial: '01', words: '', issuer: '', state },
    ...{ notBeforeMs: 0, notAfterMs: 30 * dayMs },
  });

  it('is a share and days, and a warning when it should have been renewed', () => {
    assert.deepEqual(certificateLife(of(), 15 * dayMs), { share: 0.5, days: 15, tone: 'good' });
    assert.equal(certificateLife(of(), 25 * dayMs).tone, 'warning');
    assert.deepEqual(certificateLife(of(), 31 * dayMs), { share: 0, days: 0, tone: 'error' });
    assert.equal(certificateLife(of('revoked'), 0).tone, 'error');
  });
});

describe('a place in the console', () => {
  it('is its address, both ways', () => {
    for (const hash of ['#/', '#/plan', '#/runs', '#/runs/7-0123abcd', '#/trust', '#/audit']) {
      assert.equal(addressOf(placeOf(hash)), hash);
    }
    assert.deepEqual(placeOf(''), { page: 'cluster' });
    for (const hash of ['#/runs/..', '#/x', '#/plan/1', '#/runs/1/2'])
      assert.equal(placeOf(hash).page, 'unknown');
  });
});

describe('the audit', () => {
  it('is asked for by what somebody looks for, and shown newest first', () => {
    const plain = { node: '', containing: '', refused: false };
    assert.equal(auditAddress(plain), '/audit?newest=100');
    assert.equal(
      auditAddress({ node: 'hapy2', containing: 'a&b', refused: true }),
      '/audit?newest=100&node=hapy2&containing=a%26b&refused=true',
    );
    const lineOf = (number: number) => ({ number }) as Parameters<typeof pageOfAudit>[0]['lines'][number];
    const { entries, older } = pageOfAudit({ lines: [lineOf(1), lineOf(2)], damage: '', next: '/x' });
    assert.deepEqual([entries.map(({ number }) => number), older], [[2, 1], '/x']);
  });
});

describe('the history of the lag', () => {
  it('keeps the most of each moment, leaves gaps, and does not grow without end', () => {
    assert.deepEqual(withLag([], [], 5), []);
    let samples = withLag([], [], 0);
    const standings = [0, 4, 2].map((lag) => ({ lag }) as Parameters<typeof withLag>[1][number]);
    for (let at = 0; at < 2_000; at += 1) samples = withLag(samples, standings, at);
    assert.deepEqual([samples.length, samples.at(-1)], [1_440, { atMs: 1_999, most: 4 }]);
  });
});

describe('what the coordinator remembers of the lag', () => {
  const tell = (atMs: number, ...times: readonly number[]) => ({
    ...{ atMs, everyMs: 10_000, nodes: [] },
    samples: times.map((time) => ({ atMs: time, most: 9, lags: [] })),
  });
  const own = [1_000, 15_000, 31_000].map((atMs) => ({ atMs, most: 1 }));
  const timesOf = (samples: readonly { atMs: number; most: number }[]) =>
    samples.map(({ atMs, most }) => `${atMs}:${most}`).join(' ');

  it('takes the place of what the page measured meanwhile, by the clock of the browser', () => {
    assert.equal(timesOf(withHistory([], tell(100, 60, 90), 1_100)), '1060:9 1090:9');
    const seen = withHistory(own, tell(40_000, 10_000, 20_000, 30_000), 40_000);
    assert.equal(timesOf(seen), '1000:1 10000:9 20000:9 30000:9 31000:1');
    assert.equal(timesOf(withHistory(seen, tell(40_000, 10_000, 20_000, 30_000), 40_000)), timesOf(seen));
  });

  it('leaves what the page has where it remembers nothing', () => {
    assert.deepEqual(withHistory(own, tell(40_000), 40_000), own);
  });
});

describe('the stretches of the lag', () => {
  it('end where nothing is known, instead of being drawn over it', () => {
    const at = (atMs: number) => ({ atMs, most: 0 });
    const samples = [0, 10_000, 23_000, 60_000, 65_000].map(at);
    assert.deepEqual(
      lagStretches(samples).map((stretch) => stretch.length),
      [3, 2],
    );
    assert.deepEqual(lagStretches([]), []);
  });
});

describe('the times of a drill', () => {
  it('count from the moment that the leader had stopped', () => {
    const events = [
      eventOf(1, 'action-started', 'stop-oned/hapy1'),
      eventOf(10, 'action-finished', 'stop-oned/hapy1', { elapsedMs: 800 }),
      eventOf(25, 'action-finished', 'await/led-by-another'),
      eventOf(30, 'action-finished', 'await/cluster-whole'),
    ];
    assert.deepEqual(drillTimes(events), { stopped: 800, led: 1_500, whole: 2_000 });
    assert.deepEqual(drillTimes([eventOf(1, 'action-finished', 'add-host/hapy1')]), {});
  });
});

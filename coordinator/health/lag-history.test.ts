import assert from 'node:assert/strict';

import { LagHistory, type LagSample, sampleEveryMs, samplesMax } from './lag-history.ts';

const startMs = 1_700_000_000_000;
const hourMs = sampleEveryMs * samplesMax;
const told = (samples: readonly LagSample[]) =>
  samples.map(({ atMs, lags }) => [atMs - startMs, Object.fromEntries(lags)]);

describe('the history of the replication lag', () => {
  it('has one sample for each interval, of the most that was told in it', () => {
    const history = new LagHistory();
    history.note(startMs, new Map([['hapy2', 3]]));
    history.note(startMs + 2_000, new Map([['hapy2', 1]]));
    history.note(startMs + 9_999, new Map([['hapy3', 7]]));
    history.note(startMs + 10_000, new Map([['hapy2', 0]]));
    assert.deepEqual(told(history.after(0, startMs + 10_000)), [
      [0, { hapy2: 3, hapy3: 7 }],
      [10_000, { hapy2: 0 }],
    ]);
  });

  it('is an hour long, however long it is told', () => {
    const history = new LagHistory();
    const lastMs = startMs + 3 * hourMs;
    for (let atMs = startMs; atMs <= lastMs; atMs += sampleEveryMs / 2)
      history.note(atMs, new Map([['hapy2', (atMs - startMs) / sampleEveryMs]]));
    const samples = history.after(0, lastMs);
    assert.equal(samples.length, samplesMax);
    assert.equal(samples.at(-1)?.atMs, lastMs);
    assert.equal(samples[0]?.atMs, lastMs - hourMs + sampleEveryMs);
  });

  it('tells nothing that is older than that, though nothing newer came', () => {
    const history = new LagHistory();
    history.note(startMs, new Map([['hapy2', 3]]));
    history.note(startMs + 30_000, new Map([['hapy2', 4]]));
    assert.deepEqual(told(history.after(0, startMs + hourMs + 10_000)), [[30_000, { hapy2: 4 }]]);
  });

  it('is given in parts, oldest first', () => {
    const history = new LagHistory();
    for (let at = 0; at < 5; at += 1) history.note(startMs + at * sampleEveryMs, new Map([['hapy2', at]]));
    const nowMs = startMs + 50_000;
    const first = history.after(0, nowMs, 2);
    assert.deepEqual(told(first), [
      [0, { hapy2: 0 }],
      [10_000, { hapy2: 1 }],
    ]);
    assert.deepEqual(told(history.after(first.at(-1)?.atMs ?? 0, nowMs)), [
      [20_000, { hapy2: 2 }],
      [30_000, { hapy2: 3 }],
      [40_000, { hapy2: 4 }],
    ]);
  });

  it('has a gap where nobody led, and follows a cluster whose nodes change', () => {
    const history = new LagHistory();
    history.note(startMs, new Map([['hapy2', 1]]));
    history.note(startMs + 10_000, new Map());
    history.note(startMs + 20_000, new Map([['hapy4', 2]]));
    assert.deepEqual(told(history.after(0, startMs + 20_000)), [
      [0, { hapy2: 1 }],
      [20_000, { hapy4: 2 }],
    ]);
  });

  it('forgets what a clock said that was ahead', () => {
    const history = new LagHistory();
    history.note(startMs, new Map([['hapy2', 1]]));
    history.note(startMs + 90_000, new Map([['hapy2', 2]]));
    history.note(startMs + 10_000, new Map([['hapy2', 3]]));
    assert.deepEqual(told(history.after(0, startMs + 10_000)), [
      [0, { hapy2: 1 }],
      [10_000, { hapy2: 3 }],
    ]);
  });
});

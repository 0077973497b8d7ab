import assert from 'node:assert/strict';

import { RunStatus } from '../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { Drills } from './drills.ts';
import type { Coordinator } from './ports.ts';
import { eventOf, runOf } from './testing/fake-coordinator.ts';

const asking = { person: { uri: '', serial: '' }, signal: new AbortController().signal };
const drillPlan = { way: 'drill', actions: [{ id: 'start-oned/hapy1', kind: 'start-oned', node: 'hapy1' }] };
const founding = { way: 'found', actions: [] };

/** Runs by number: what each was and how it ended. */
function journal(runs: Readonly<Record<number, readonly [plan: object, status: RunStatus]>>) {
  const asked: string[] = [];
  const numbers = Object.keys(runs).map(Number).toReversed();
  const finished = (sequence: number, actionId: string, atMs: bigint, elapsedMs: bigint) => ({
    event: { ...eventOf(sequence, 'action-finished'), actionId, atMs, elapsedMs },
  });
  return {
    asked,
    coordinator: {
      listRuns: () =>
        Promise.resolve({
          runs: numbers.map((number) => ({
            ...runOf(number),
            status: runs[number]?.[1] ?? RunStatus.RUN_STATUS_RUNNING,
          })),
        }),
      getRun: ({ runId }: { runId: string }) => {
        asked.push(runId);
        const [plan] = runs[Number(runId.split('-')[0])] ?? [];
        const plans = [{ planJson: JSON.stringify(plan), hash: '', atMs: 1n, approvedBy: '' }];
        return Promise.resolve({ run: undefined, reason: '', plans });
      },
      async *watchRun() {
        yield finished(1, 'stop-oned/hapy1', 1_000n, 400n);
        yield finished(2, 'await/led-by-another', 3_500n, 2_500n);
        yield finished(3, 'await/cluster-whole', 9_000n, 1n);
        yield finished(4, 'stop-brick/hapy3', 1_000n, 300n);
        yield finished(5, 'write-probe/hapy1', 1_500n, 1n);
        yield finished(6, 'read-probe/hapy2/cut-off', 1_800n, 1n);
        yield finished(7, 'read-probe/hapy3/cut-off', 1_900n, 1n);
        yield finished(8, 'start-brick/hapy3', 2_000n, 1n);
        yield finished(9, 'await/healed-hapy3', 5_000n, 1n);
        yield finished(10, 'read-probe/hapy2/healed', 5_200n, 1n);
        yield finished(11, 'clear-probe/hapy1', 5_500n, 1n);
      },
    } satisfies Partial<Coordinator>,
  };
}

describe('the drills of the past', () => {
  it('are the runs that were one, with what they took', async () => {
    const { coordinator } = journal({
      1: [founding, RunStatus.RUN_STATUS_SUCCEEDED],
      2: [drillPlan, RunStatus.RUN_STATUS_SUCCEEDED],
      3: [drillPlan, RunStatus.RUN_STATUS_RUNNING],
    });
    assert.deepEqual(await new Drills(coordinator).list(20, asking), [
      {
        ...{ runId: '2-0123abcd', status: 'succeeded', startedBy: 'ada', of: 'zone', node: 'hapy1' },
        ...{ startedAtMs: 1, finishedAtMs: 2, times: { stopped: 400, led: 2_500, whole: 8_000 } },
      },
    ]);
  });

  it('have those of the storage among them', async () => {
    const storageDrill = {
      way: 'drill-storage',
      actions: [{ id: 'start-brick/hapy3', kind: 'start-brick', node: 'hapy3' }],
    };
    const { coordinator } = journal({ 1: [storageDrill, RunStatus.RUN_STATUS_SUCCEEDED] });
    const [drill] = await new Drills(coordinator).list(20, asking);
    assert.deepEqual(drill && [drill.of, drill.node, drill.times], [
      'storage',
      'hapy3',
      { stopped: 300, written: 500, read: 900, back: 1_000, healed: 4_000, whole: 4_500 },
    ]);
  });

  it('are asked for once, but for one that stopped and may be resumed', async () => {
    const { coordinator, asked } = journal({
      1: [founding, RunStatus.RUN_STATUS_FAILED],
      2: [drillPlan, RunStatus.RUN_STATUS_SUCCEEDED],
      3: [drillPlan, RunStatus.RUN_STATUS_PARTIAL],
    });
    const drills = new Drills(coordinator);
    assert.equal((await drills.list(20, asking)).length, 2);
    assert.equal((await drills.list(20, asking)).length, 2);
    assert.deepEqual(asked, ['3-0123abcd', '2-0123abcd', '1-0123abcd', '3-0123abcd']);
    assert.equal((await drills.list(1, asking)).length, 1);
  });
});

import assert from 'node:assert/strict';

import { healthyCluster } from '../../../test/doubles/healthy-cluster.ts';
import { withStorage } from '../../../test/doubles/healthy-storage.ts';
import { Snapshot } from '../snapshot.ts';
import type { Observed } from '../observed.ts';
import { storageHolds } from './storage-holds.ts';

const { spec, observed } = withStorage(healthyCluster());

describe('what holds of the storage', () => {
  it('believes no count of before a machine was exchanged: its brick is empty by its own look', () => {
    const served = { is: 'brick-online', node: 'hapy3' } as const;
    const healed = { is: 'heal-finished' } as const;
    const holds = (seen: Observed) =>
      [served, healed].map((condition) => storageHolds(condition, new Snapshot(spec, seen)));
    assert.deepEqual(holds(observed), [true, true]);
    // Index 0 still tells of three bricks that are served and lack nothing.
    const exchanged = observed.reports.map((report) => {
      const { state } = report;
      if (report.node !== 'hapy3' || state?.storage === undefined) return report;
      const bricks = state.storage.bricks.map((brick) => ({ ...brick, empty: true }));
      return { ...report, state: { ...state, storage: { ...state.storage, bricks } } };
    });
    assert.deepEqual(holds({ ...observed, reports: exchanged }), [false, false]);
  });
});

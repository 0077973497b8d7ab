import assert from 'node:assert/strict';

import { healthyCluster, noonMs } from '../../test/doubles/healthy-cluster.ts';
import { withStorage } from '../../test/doubles/healthy-storage.ts';
import type { Observed } from './observed.ts';
import { planStorageDrill, storageDrilledNodeOf } from './plan-storage-drill.ts';
import { neededForSafety } from './safe-point.ts';
import type { StorageState } from './storage/storage-state.ts';

const { spec, observed } = withStorage(healthyCluster());

function changed(change: (storage: StorageState, node: string) => Partial<StorageState>): Observed {
  return {
    reports: observed.reports.map((report) => {
      const { state, node } = report;
      if (state?.storage === undefined) return report;
      return {
        ...report,
        state: { ...state, storage: { ...state.storage, ...change(state.storage, node) } },
      };
    }),
  };
}

/** The brick of hapy3 is away, and the others count what it lacks. */
const away = (pending: number) =>
  changed(({ heals }) => ({
    heals: heals.map((heal) => ({
      ...heal,
      bricks: heal.bricks.map((brick, at) =>
        at === 2 ? { ...brick, connected: false } : { ...brick, pending },
      ),
    })),
  }));

const whole = [
  'stop-brick/hapy3',
  'write-probe/hapy1',
  'read-probe/hapy2/cut-off',
  'read-probe/hapy3/cut-off',
  'start-brick/hapy3',
  'await/healed-hapy3',
  'read-probe/hapy2/healed',
  'read-probe/hapy3/healed',
  'clear-probe/hapy1',
];

describe('the plan of a drill of the storage', () => {
  const idsOf = (...given: Parameters<typeof planStorageDrill>) =>
    planStorageDrill(...given).actions.map(({ id }) => id);

  it('takes a brick away, writes, reads everywhere, brings it back and waits until it has all', () => {
    const plan = planStorageDrill(spec, observed, noonMs);
    assert.deepEqual(
      plan.actions.map(({ id }) => id),
      whole,
    );
    assert.equal(plan.way, 'drill-storage');
    assert.equal(storageDrilledNodeOf(plan), 'hapy3');
    assert.deepEqual(plan.actions[0]?.parameters, {
      volume: 'one',
      brick: 'hapy3.ac-test.fr:/srv/gluster/one/brick',
    });
  });

  it('goes through the mount of the first datastore, where each is mounted for itself', () => {
    const each = withStorage(healthyCluster(), 'per-datastore');
    const { actions } = planStorageDrill(each.spec, each.observed, noonMs);
    assert.deepEqual(
      actions.map(({ id }) => id),
      whole,
    );
    const places = new Set(
      actions.filter(({ kind }) => kind.endsWith('-probe')).map(({ parameters }) => parameters),
    );
    assert.deepEqual(
      [...new Set([...places].map((place) => JSON.stringify(place)))],
      ['{"datastore":"gluster-system","location":"/var/lib/one/datastores"}'],
    );
  });

  for (const [title, seen, ...conditions] of [
    ['a brick is away', away(0), 'heal_finished'],
    [
      'a node has lost its mount',
      changed((_, node) => (node === 'hapy2' ? { mounts: [] } : {})),
      'volume_mounted',
    ],
    [
      'a daemon is silent',
      changed((_, node) => (node === 'hapy2' ? { silence: 'HAPY-E811' } : {})),
      'peer_joined',
    ],
  ] as const) {
    it(`is refused while ${title}`, () => {
      const { actions, findings } = planStorageDrill(spec, seen, noonMs);
      assert.deepEqual(actions, []);
      assert.deepEqual(
        findings.map(({ code, parameters }) => `${code} ${parameters['condition']}`),
        conditions.map((condition) => `HAPY-E856 ${condition}`),
      );
    });
  }

  it('is refused where there is no storage', () => {
    const { findings } = planStorageDrill(healthyCluster().spec, observed, noonMs);
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['HAPY-E857'],
    );
  });

  it('begins anew after an interruption, once what came back by itself is whole', () => {
    const begun = { node: 'hapy3', proved: false };
    assert.deepEqual(idsOf(spec, away(8), noonMs, begun), whole);
    const filling = changed(({ heals }) => ({
      heals: heals.map((heal) => ({
        ...heal,
        bricks: heal.bricks.map((brick) => ({ ...brick, pending: 4 })),
      })),
    }));
    assert.deepEqual(idsOf(spec, filling, noonMs, begun), ['await/ready-for-hapy3', ...whole]);
    assert.deepEqual(idsOf(spec, observed, noonMs, { ...begun, proved: true }), []);
  });

  it('is given up by bringing back what was stopped, and nothing else', () => {
    const begun = { node: 'hapy3', proved: false, givenUp: true };
    assert.deepEqual(idsOf(spec, away(8), noonMs, begun), ['start-brick/hapy3']);
    assert.deepEqual(idsOf(spec, observed, noonMs, begun), []);
  });

  it('goes on to its end when it is asked to stop', () => {
    const plan = planStorageDrill(spec, observed, noonMs);
    const needed = neededForSafety(plan, new Set(['stop-brick/hapy3']));
    assert.ok(plan.actions.every(needed));
    assert.ok(!plan.actions.some(neededForSafety(plan, new Set())));
  });
});

import assert from 'node:assert/strict';

import { healthyCluster } from '../../../test/doubles/healthy-cluster.ts';
import { withStorage } from '../../../test/doubles/healthy-storage.ts';
import type { Observed } from '../observed.ts';
import { Snapshot } from '../snapshot.ts';
import { brickStandings } from './brick-standings.ts';
import type { StorageState } from './storage-state.ts';

const { spec, observed } = withStorage(healthyCluster());
const gibibyte = 1024 ** 3;

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

const standingsOf = (seen: Observed) => brickStandings(new Snapshot(spec, seen));
const words = (seen: Observed) => standingsOf(seen).map(({ node, state }) => `${node} ${state}`);

describe('the bricks one by one', () => {
  it('are each where the volume has them, with what is free there', () => {
    assert.deepEqual(standingsOf(observed)[1], {
      ...{ node: 'hapy2', host: spec.nodes[1]?.fqdn, path: '/srv/gluster/one/brick', state: 'online' },
      ...{ pending: 0, splitBrain: 0, freeBytes: 500 * gibibyte, totalBytes: 1000 * gibibyte },
    });
    assert.deepEqual(words(observed), ['hapy1 online', 'hapy2 online', 'hapy3 online']);
  });

  it('are not served while GlusterFS does not reach them, and the others count what they lack', () => {
    const away = changed(({ heals }) => ({
      heals: heals.map((heal) => ({
        ...heal,
        bricks: heal.bricks.map((brick, at) =>
          at === 2 ? { ...brick, connected: false } : { ...brick, pending: 9, splitBrain: at },
        ),
      })),
    }));
    assert.deepEqual(
      standingsOf(away).map(({ state, pending, splitBrain }) => [state, pending, splitBrain]),
      [
        ['online', 9, 0],
        ['online', 9, 1],
        ['offline', 0, 0],
      ],
    );
  });

  it('are none of them served by a volume that is stopped', () => {
    const stopped = changed(({ volumes }) => ({
      volumes: volumes.map((volume) => ({ ...volume, status: 'Stopped' })),
      heals: [],
    }));
    assert.deepEqual(words(stopped), ['hapy1 offline', 'hapy2 offline', 'hapy3 offline']);
  });

  it('are told apart where the volume has another one than is wanted', () => {
    const other = changed(({ volumes }) => ({
      volumes: volumes.map((volume) => ({
        ...volume,
        bricks: [...volume.bricks.slice(0, 2), { host: 'old.ac-test.fr', path: '/srv/gluster/one/brick' }],
      })),
    }));
    assert.deepEqual(words(other), ['hapy1 online', 'hapy2 online', ' unknown', 'hapy3 absent']);
    assert.equal(standingsOf(other)[2]?.host, 'old.ac-test.fr');
  });

  it('are unknown while nobody tells, and absent where there is no volume yet', () => {
    assert.deepEqual(words({ reports: [] }), ['hapy1 unknown', 'hapy2 unknown', 'hapy3 unknown']);
    const none = changed(() => ({ volumes: [], heals: [] }));
    assert.deepEqual(words(none), ['hapy1 absent', 'hapy2 absent', 'hapy3 absent']);
  });

  it('have no free space to tell of where a node is silent', () => {
    const silent: Observed = {
      reports: observed.reports.map((report) =>
        report.node === 'hapy3'
          ? { ...report, state: undefined, unreachable: { code: 'HAPY-E500', parameters: {} } }
          : report,
      ),
    };
    const { state, freeBytes, totalBytes } = standingsOf(silent)[2] ?? {};
    assert.deepEqual([state, freeBytes, totalBytes], ['online', 0, 0]);
  });
});

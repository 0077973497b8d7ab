import assert from 'node:assert/strict';

import { formed } from '../../../test/simulation/stories.ts';
import { driftedKeysOf } from '../drifted-keys.ts';
import { planCluster } from '../plan-cluster.ts';
import { Snapshot } from '../snapshot.ts';

const options = { discardDatabases: new Map<string, string>(), intent: { verb: 'repair' } as const };

describe('a repair of servers that all have OpenNebula’s own keys, as made by hand', () => {
  it('gives each the election time-out of its index, though others have that one today', () => {
    const world = formed(3);
    const observed = world.observe();
    // The first has the right time-out and something else that is wrong, so that it is written too.
    const reports = observed.reports.map((report) => {
      const { state } = report;
      if (state === undefined) return report;
      const configuration = { ...state.configuration, electionTimeoutMs: 5000, monitorAddress: 'auto' };
      return { ...report, state: { ...state, configuration } };
    });
    const plan = planCluster(world.spec, { ...observed, reports }, world.nowMs, options);
    const written = plan.actions.filter(({ kind }) => kind === 'configure-member');
    assert.deepEqual(
      written.map(({ node, parameters }) => [node, parameters['electionTimeoutMs']]),
      [
        ['hapy1', '5000'],
        ['hapy2', '6500'],
        ['hapy3', '8000'],
      ],
    );
    for (const action of written) world.apply(action);
    const after = new Snapshot(world.spec, world.observe());
    assert.deepEqual(
      [...after.states()].flatMap((state) => driftedKeysOf(state, after)),
      [],
    );
  });
});

import assert from 'node:assert/strict';

import { capabilities, seedZstd } from '../../services/domain/capabilities.ts';
import { planCluster } from '../../services/domain/plan-cluster.ts';
import { Snapshot } from '../../services/domain/snapshot.ts';
import { ModelWorld } from '../../test/doubles/model-world.ts';
import { specOf } from '../../test/doubles/spec-of.ts';
import { commandFor } from './command-for.ts';

describe('what is asked for a seed', () => {
  const world = new ModelWorld(specOf(3), { instantiated: true });
  const observed = world.observe();
  const action = planCluster(world.spec, observed, world.nowMs).actions.find(
    ({ kind }) => kind === 'export-seed',
  );

  /** Whether it is asked to be compressed, where each node tells this list; a node without one is not seen. */
  function compressed(lists: Readonly<Record<string, readonly string[] | undefined>>): boolean {
    assert.ok(action !== undefined);
    const reports = observed.reports.flatMap((report) => {
      const told = lists[report.node];
      if (report.state === undefined || told === undefined) return [];
      return [{ ...report, state: { ...report.state, capabilities: told } }];
    });
    const command = commandFor(action, new Snapshot(world.spec, { ...observed, reports }));
    assert.ok(command?.rpc === 'ExportSeed');
    return command.compress;
  }

  it('is compressed where each node can read that, and else travels as it is', () => {
    const older = capabilities.filter((each) => each !== seedZstd);
    const all = { hapy1: capabilities, hapy2: capabilities, hapy3: capabilities };
    assert.equal(compressed(all), true);
    assert.equal(compressed({ ...all, hapy3: older }), false);
    assert.equal(compressed({ ...all, hapy3: [] }), false);
    // One that is not seen now may be of any version when it comes back.
    assert.equal(compressed({ ...all, hapy3: undefined }), false);
  });
});

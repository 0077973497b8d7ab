import assert from 'node:assert/strict';

import { ModelWorld } from '../../test/doubles/model-world.ts';
import { specOf } from '../../test/doubles/spec-of.ts';
import { capabilities, withinAbilities } from './capabilities.ts';
import type { Observed } from './observed.ts';
import { planCluster } from './plan-cluster.ts';

const world = new ModelWorld(specOf(3), { instantiated: true });
const observed = world.observe();
const founding = planCluster(world.spec, observed, world.nowMs);

/** The same, where the agent of one node tells this list of what it can do. */
function able(node: string, can: readonly string[] | undefined, agentVersion = '0.0.9'): Observed {
  return {
    reports: observed.reports.map((report) => {
      if (report.node !== node || report.state === undefined) return report;
      const told = { ...report.state, agentVersion, capabilities: can };
      return { ...report, state: told as typeof report.state };
    }),
  };
}

const within = (seen: Observed) => withinAbilities(founding, world.spec, seen);

describe('what agents can do', () => {
  it('is told by each: everything that a plan asks of an agent, and no wait and no act of the coordinator', () => {
    for (const { kind } of founding.actions)
      assert.equal(capabilities.includes(kind), kind !== 'await', kind);
    for (const own of ['bar-identity', 'forget-node', 'await']) assert.ok(!capabilities.includes(own));
    for (const each of ['instantiate', 'reset-brick', 'prove-service', 'drop-vip', 'adopt-server'])
      assert.ok(capabilities.includes(each), each);
  });

  it('leaves the plan as it is where all can, or one is older than the list', () => {
    for (const can of [capabilities, [...capabilities, 'of-tomorrow'], [], undefined])
      assert.equal(within(able('hapy2', can)), founding);
  });

  it('leaves nothing of the plan where one cannot do its part, and names it with all that it lacks', () => {
    const can = capabilities.filter((kind) => kind !== 'import-seed' && kind !== 'hold-oned');
    const { way, actions, findings } = within(able('hapy2', can));
    assert.deepEqual([way, actions], ['none', []]);
    assert.deepEqual(findings.at(-1), {
      ...{ code: 'HAPY-E552', severity: 'error', node: 'hapy2' },
      parameters: { node: 'hapy2', version: '0.0.9', steps: 'hold-oned, import-seed' },
    });
    assert.equal(findings.length, founding.findings.length + 1);
  });

  it('does not matter for what is asked of others', () => {
    // Only index 0 makes the seed.
    assert.equal(
      within(
        able(
          'hapy2',
          capabilities.filter((kind) => kind !== 'export-seed'),
        ),
      ),
      founding,
    );
  });
});

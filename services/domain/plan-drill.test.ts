import assert from 'node:assert/strict';

import { healthyCluster, noonMs } from '../../test/doubles/healthy-cluster.ts';
import type { NodeState, Observed } from './observed.ts';
import { drilledNodeOf, planDrill } from './plan-drill.ts';

const { spec, observed } = healthyCluster();

function changed(node: string, change: (state: NodeState) => NodeState): Observed {
  return {
    reports: observed.reports.map((report) =>
      report.node === node && report.state !== undefined
        ? { ...report, state: change(report.state) }
        : report,
    ),
  };
}

describe('the plan of a drill', () => {
  it('stops the leader, proves that the service goes on, and brings it back', () => {
    const plan = planDrill(spec, observed, noonMs);
    assert.deepEqual(
      plan.actions.map(({ id }) => id),
      [
        'stop-oned/hapy1',
        'await/led-by-another',
        'await/vip-follows',
        'prove-service/hapy1',
        'start-oned/hapy1',
        'await/cluster-whole',
      ],
    );
    assert.equal(plan.way, 'drill');
    assert.equal(drilledNodeOf(plan), 'hapy1');
  });

  it('is refused on a cluster that is not whole', () => {
    const otherContents = changed('hapy3', (state) => ({
      ...state,
      database: { ...state.database, contentDigest: 'other' },
    }));
    const plan = planDrill(spec, otherContents, noonMs);
    assert.deepEqual(plan.actions, []);
    assert.deepEqual(
      plan.findings.map(({ code, parameters }) => [code, parameters['condition']]),
      [['HAPY-E453', 'contents_equal']],
    );
  });

  it('goes on without a second stop once another one leads, and is over when all is back', () => {
    const rest = planDrill(spec, observed, noonMs, { node: 'hapy2', proved: true });
    assert.deepEqual(rest.actions, []);
    // That all is back says nothing about whether anybody could log in meanwhile.
    const unproved = planDrill(spec, observed, noonMs, { node: 'hapy2', proved: false });
    assert.ok(unproved.actions.some(({ id }) => id === 'prove-service/hapy2'));
    const stillDown = changed('hapy2', (state) => ({
      ...state,
      oned: { ...state.oned, process: 'stopped', raft: undefined },
    }));
    const ids = planDrill(spec, stillDown, noonMs, { node: 'hapy2', proved: false }).actions.map(
      ({ id }) => id,
    );
    assert.ok(!ids.includes('stop-oned/hapy2') && ids.includes('start-oned/hapy2'), ids.join(' '));
  });

  it('starts whoever has died meanwhile, before it waits for another leader', () => {
    const dead = { process: 'stopped', raft: undefined } as const;
    const withoutQuorum: Observed = {
      reports: observed.reports.map((report) => {
        const { state } = report;
        if (state?.oned.raft === undefined) return report;
        const raft = { ...state.oned.raft, state: 'candidate' } as const;
        const oned = { ...state.oned, ...(report.node === 'hapy3' ? { raft } : dead) };
        return { ...report, state: { ...state, oned } };
      }),
    };
    const plan = planDrill(spec, withoutQuorum, noonMs, { node: 'hapy1', proved: false });
    assert.deepEqual(
      plan.actions.map(({ id }) => id),
      [
        'start-oned/hapy2',
        'await/led-by-another',
        'await/vip-follows',
        'prove-service/hapy1',
        'start-oned/hapy1',
        'await/cluster-whole',
      ],
    );
    assert.deepEqual(plan.actions[1]?.after, ['start-oned/hapy2']);
    assert.equal(drilledNodeOf(plan), 'hapy1');
  });
});

import assert from 'node:assert/strict';

import { ModelWorld } from '../../test/doubles/model-world.ts';
import { specOf } from '../../test/doubles/spec-of.ts';
import type { Action } from './action.ts';
import { actionsOutside, leftOutOf } from './approval.ts';
import { discardsIn } from './discards.ts';
import { planCluster } from './plan-cluster.ts';
import type { Plan } from './plan.ts';

const world = new ModelWorld(specOf(3), { instantiated: true });
const founding = planCluster(world.spec, world.observe(), world.nowMs);

function changed(id: string, change: (action: Action) => Partial<Action>): Plan {
  return {
    ...founding,
    actions: founding.actions.map((action) => (action.id === id ? { ...action, ...change(action) } : action)),
  };
}

const outside = (plan: Plan, approved: readonly Plan[]) => actionsOutside(plan, approved).map(({ id }) => id);

describe('what nobody has approved', () => {
  it('is nothing of the plan itself, and all but the waits where nothing was approved', () => {
    assert.deepEqual(outside(founding, [founding]), []);
    const asks = founding.actions.filter(({ kind }) => kind !== 'await').map(({ id }) => id);
    assert.deepEqual(outside(founding, []), asks);
    assert.ok(asks.length < founding.actions.length);
  });

  it('is a deed that is another: of another node, at another agent, with other parameters', () => {
    const id = 'import-seed/hapy2';
    for (const change of [{ node: 'hapy3' }, { at: 'hapy3' }, { parameters: { discardDatabaseDigest: 'd' } }])
      assert.deepEqual(
        outside(
          changed(id, () => change),
          [founding],
        ),
        [id],
        JSON.stringify(change),
      );
  });

  it('is not the forced write, whomever it lets in: an interrupted joining goes on with one for nobody in particular', () => {
    const { id } = founding.actions.find(({ kind }) => kind === 'set-zone-endpoint')!;
    assert.deepEqual(
      outside(
        changed(id, () => ({ node: 'hapy3' })),
        [founding],
      ),
      [],
    );
    const other = changed(id, () => ({
      node: 'hapy3',
      parameters: { endpoint: 'http://10.9.9.9:2633/RPC2' },
    }));
    assert.deepEqual(outside(other, [founding]), [id]);
  });

  it('is not what only waits for, or checks, something else, as after an interruption', () => {
    const later = changed('import-seed/hapy2', () => ({ after: [], precondition: [], postcondition: [] }));
    assert.deepEqual(outside(later, [founding]), []);
    assert.deepEqual(outside(founding, [changed('start-oned/hapy2', () => ({ node: 'x' })), founding]), []);
  });
});

describe('the databases that a plan may throw away', () => {
  it('are those whose contents it names, for the node that it restores', () => {
    assert.deepEqual([...discardsIn(founding)], []);
    const told = changed('import-seed/hapy3', ({ parameters }) => ({
      parameters: { ...parameters, discardDatabaseDigest: 'sha-of-what-was-shown' },
    }));
    assert.deepEqual([...discardsIn(told)], [['hapy3', 'sha-of-what-was-shown']]);
    const elsewhere = changed('export-seed/hapy1', () => ({ parameters: { discardDatabaseDigest: 'x' } }));
    assert.deepEqual([...discardsIn(elsewhere)], []);
  });
});

describe('who is left out', () => {
  const told = (...findings: readonly (readonly [string, string])[]): Plan => ({
    ...founding,
    actions: [],
    findings: findings.map(([code, node]) => ({ code, severity: 'warning', node, parameters: {} })),
  });

  it('is who is not heard and whose agent has a part in what was approved', () => {
    assert.deepEqual(leftOutOf(told(['HAPY-E600', 'hapy3'], ['HAPY-E630', 'hapy2']), founding), [
      'hapy3',
      'hapy2',
    ]);
    assert.deepEqual(leftOutOf(told(['HAPY-E600', 'hapy3'], ['HAPY-E600', 'hapy3']), founding), ['hapy3']);
  });

  it('is nobody who was silent before, or of whom something else is told', () => {
    const without = { ...founding, actions: founding.actions.filter(({ at }) => at !== 'hapy3') };
    // What others do about it is no part of its own.
    assert.ok(without.actions.some(({ node }) => node === 'hapy3'));
    assert.deepEqual(leftOutOf(told(['HAPY-E600', 'hapy3']), without), []);
    assert.deepEqual(leftOutOf(told(['HAPY-E608', ''], ['HAPY-E571', 'hapy3']), founding), []);
  });
});

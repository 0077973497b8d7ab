import assert from 'node:assert/strict';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Plan } from '../services/domain/plan.ts';
import { freshNode, nowMs, spec } from './cli/testing/cluster-fixture.ts';
import { type LookingAgent, Preflight } from './preflight.ts';

const clock = { now: () => nowMs, delay: () => Promise.resolve() };
const founding: Plan = { clusterId: 'c1', way: 'found', actions: [], leftAlone: [], findings: [] };

function preflightWith(agentOf: (node: string) => LookingAgent): Preflight {
  const reports = spec.nodes.map((node) => ({ node: node.name, atMs: nowMs, state: freshNode(node) }));
  const enrolled = () => new Set(spec.nodes.map(({ name }) => name));
  return new Preflight({
    spec: () => spec,
    agentOf,
    observe: async () => ({ reports }),
    enrolled,
    clock,
    coordinatorPort: 2640,
  });
}

const refused = (code: string) => (error: unknown) => error instanceof HapyError && error.code === code;
const content: LookingAgent = { preflight: async () => ({ checks: [], variables: undefined }) };

const full: LookingAgent = {
  preflight: async () => {
    const disk = { name: 'disk-free', subject: 'hapy2', found: '1', expected: '2' } as const;
    return { checks: [{ ...disk, severity: 'error', code: 'HAPY-E364' }], variables: undefined };
  },
};
const broken: LookingAgent = {
  preflight: () => Promise.reject(new HapyError('HAPY-E502', { what: 'hapy3', where: 'x' })),
};

describe('the coordinator’s preflight', () => {
  it('asks all nodes, each about all others', async () => {
    const asked = new Map<string, number>();
    const preflight = preflightWith((node) => ({
      preflight: async ({ names, reachable }) => {
        asked.set(node, names.length + reachable.length);
        return { checks: [], variables: undefined };
      },
    }));
    assert.equal((await preflight.look([])).blocked, false);
    assert.deepEqual(
      [...asked],
      [
        ['hapy1', 6],
        ['hapy2', 7],
        ['hapy3', 7],
      ],
    );
  });

  it('tells that an agent could not be asked, and goes on with the others', async () => {
    const report = await preflightWith((node) => (node === 'hapy3' ? broken : content)).look([]);
    const failed = report.checks.filter(({ severity }) => severity === 'error');
    assert.deepEqual(
      failed.map(({ code, node, parameters }) => [code, node, parameters]),
      [['HAPY-E600', 'hapy3', { reason: 'HAPY-E502' }]],
    );
  });

  it('keeps a founding from starting, unless what failed is ignored', async () => {
    const preflight = preflightWith((node) => (node === 'hapy2' ? full : content));
    await assert.rejects(preflight.guard(founding, []), refused('HAPY-E629'));
    await preflight.guard(founding, ['disk-free']);
  });

  it('does not stand in the way of a repair', async () => {
    const preflight = preflightWith(() => broken);
    await preflight.guard({ ...founding, way: 'join' }, []);
  });

  it('lets nobody ignore what would cost data', async () => {
    const preflight = preflightWith(() => content);
    for (const name of ['database-empty', 'vip-silent', 'nonsense', ''])
      await assert.rejects(preflight.look([name]), refused('HAPY-E267'), name);
  });
});

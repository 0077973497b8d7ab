import assert from 'node:assert/strict';

import type { NodeState } from '../observed.ts';
import { agentCheck, judge, nowMs, spec, stateOf } from './fake-facts.ts';
import { judgePreflight } from './judge-preflight.ts';

describe('a way between nodes', () => {
  it('names both machines and the port of a closed way', () => {
    const checks = [agentCheck('peer-reachable', 'HAPY-E362', '10.0.0.11:2633', 'timeout')];
    const [check] = judge({ checks }).failed;
    const way = { from: 'hapy2', to: 'hapy1', address: '10.0.0.11', port: '2633' };
    assert.deepEqual(check?.parameters, way);
  });

  const where = '10.0.0.13:2641';
  const unasked: readonly (readonly [string, string, string])[] = [
    ['refuses', 'HAPY-E500', 'HAPY-E632'],
    ['is silent', 'HAPY-E502', 'HAPY-E633'],
    ['shows the certificate of another cluster', 'HAPY-E505', 'HAPY-E505'],
    ['is another node of this cluster', 'HAPY-E507', 'HAPY-E507'],
    ['breaks off', 'HAPY-E504', 'HAPY-E600'],
  ];
  for (const [what, failure, code] of unasked) {
    it(`says what answers at a node’s address when it ${what}`, () => {
      const unreachable = { code: failure, parameters: { what: 'hapy3', where } };
      const reports = [0, 1].map((index) => ({
        node: `hapy${index + 1}`,
        atMs: nowMs,
        state: stateOf(index),
      }));
      const observed = {
        reports: [...reports, { node: 'hapy3', atMs: nowMs, state: undefined, unreachable }],
      };
      const answers = [{ node: 'hapy3', failure: unreachable }];
      const { checks, blocked } = judgePreflight({ spec, observed, answers, nowMs }, []);
      const silent = checks.filter(({ name, node }) => name === 'node-answers' && node === 'hapy3');
      assert.deepEqual(
        silent.map((check) => check.code),
        [code],
      );
      const way = { from: 'hapy1', to: 'hapy3', address: '10.0.0.13', port: '2641' };
      if (code.startsWith('HAPY-E63')) assert.deepEqual(silent[0]?.parameters, way);
      assert.ok(blocked);
    });
  }

  it('may be closed to a silent node that a founding which has begun does without', () => {
    const nodes = [1, 2, 3, 4, 5].map((number) => ({
      name: `hapy${number}`,
      fqdn: `hapy${number}.test`,
      address: `10.0.0.${10 + number}`,
    }));
    const held = { state: 'held', clusterId: spec.clusterId, serverId: -1 } as const;
    const failuresOf = (guard: NodeState['guard']) => {
      const reports = nodes.map(({ name }, index) => {
        const state = name === 'hapy5' ? undefined : { ...stateOf(index), node: name, guard };
        return { node: name, atMs: nowMs, state, unreachable: { code: 'HAPY-E500', parameters: {} } };
      });
      const failure = { code: 'HAPY-E502', parameters: { what: 'hapy5', where: '10.0.0.15:2641' } };
      const checks = [agentCheck('peer-reachable', 'HAPY-E362', '10.0.0.15:2633', 'timeout')];
      const answers = [
        { node: 'hapy5', failure },
        { node: 'hapy2', askedAtMs: nowMs, answeredAtMs: nowMs, checks, variables: undefined },
      ];
      const facts = { spec: { ...spec, nodes }, observed: { reports }, answers, nowMs };
      const judged = judgePreflight(facts, []).checks.filter(({ code }) => code === 'HAPY-E633');
      return judged.map(({ name, severity }) => `${severity} ${name}`);
    };
    assert.deepEqual(failuresOf(held), ['warning node-answers', 'warning peer-reachable']);
    assert.deepEqual(failuresOf(stateOf(1).guard), ['error node-answers', 'error peer-reachable']);
  });
});

import assert from 'node:assert/strict';

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
});

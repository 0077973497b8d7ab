import assert from 'node:assert/strict';

import type { Observed } from '../observed.ts';
import type { Spec } from '../spec.ts';
import { checkNames, isIgnorable, storageCheckNames } from './check.ts';
import { agentCheck, type Case, failedAs, judge, nowMs, spec, stateOf } from './fake-facts.ts';
import { judgePreflight } from './judge-preflight.ts';
import { questionsFor } from './questions.ts';

const withNodes = (count: number): Spec => {
  const nodes = [1, 2, 3, 4].slice(0, count).map((number) => ({
    name: `hapy${number}`,
    fqdn: `hapy${number}.test`,
    address: `10.0.0.${10 + number}`,
  }));
  return { ...spec, nodes };
};
const withVip = (address: string, name = spec.vip.name): Spec => ({ ...spec, vip: { address, name } });

describe('the preflight', () => {
  it('passes where all is well, and names every check that it knows', () => {
    const { blocked, failed, checks } = judge({
      checks: [
        agentCheck('name-resolves', '', 'hapy1.test', '10.0.0.11'),
        agentCheck('peer-reachable', '', '10.0.0.11:2633', ''),
        agentCheck('vip-silent', '', '10.0.0.20', ''),
        agentCheck('disk-free', '', 'hapy2', '900'),
      ],
    });
    assert.deepEqual(failed, []);
    assert.equal(blocked, false);
    assert.deepEqual(
      [...new Set(checks.map(({ name }) => name))],
      checkNames.filter((name) => !storageCheckNames.some((each) => each === name)),
    );
  });

  const engine = { backend: 'mysql', contentDigest: 'd', pristine: true, contents: [] };
  const data = { backend: 'sqlite', contentDigest: 'd', pristine: false, contents: ['vm 3 (web)'] };
  const interfaceOf = (address: string, prefixLength: number) => ({
    addresses: [{ interface: 'eth0', address, prefixLength }],
  });
  const foreign = { state: 'solo', clusterId: 'other', serverId: -1 } as const;
  const instance = { configurationPending: false, reconfiguredFor: '' };
  const cases: readonly (readonly [title: string, given: Case, ...failed: string[]])[] = [
    ['a VIP outside the subnet', { spec: withVip('10.0.1.20') }, 'one-subnet HAPY-E620 error'],
    ['a VIP that is the broadcast address', { spec: withVip('10.0.0.255') }, 'one-subnet HAPY-E719 error'],
    ['a VIP that is a node', { spec: withVip('10.0.0.12') }, 'all-different HAPY-E621 error'],
    [
      'a VIP called like a node',
      { spec: withVip('10.0.0.20', 'hapy1.test') },
      'all-different HAPY-E621 error',
    ],
    ['another mask', { state: interfaceOf('10.0.0.12', 16) }, 'one-subnet hapy2 HAPY-E620 error'],
    [
      'an address on no interface',
      { state: interfaceOf('10.0.0.99', 24) },
      'one-subnet hapy2 HAPY-E623 error',
    ],
    [
      'another version',
      { state: { oned: { process: 'running', raft: undefined, version: '6.6.0' } } },
      'same-version HAPY-E609 error',
    ],
    ['another engine', { state: { database: engine } }, 'same-engine HAPY-E606 error'],
    ['data on a joiner', { state: { database: data } }, 'database-empty hapy2 HAPY-E603 error'],
    ['another cluster', { state: { guard: foreign } }, 'one-cluster hapy2 HAPY-E610 error'],
    [
      'an instance that runs',
      { state: { instance: { ...instance, status: 'running' } } },
      'instance hapy2 HAPY-E627 error',
    ],
    [
      'a configuration that is not applied',
      { state: { instance: { ...instance, status: 'done', configurationPending: true } } },
      'configuration-applied hapy2 HAPY-E628 warning',
    ],
    [
      'another list',
      { variables: { nodes: ['hapy1', 'hapy3', 'hapy2'] } },
      'same-variables hapy2 HAPY-E624 error',
    ],
    ['another VIP in its file', { variables: { vip: '10.0.0.21' } }, 'same-variables hapy2 HAPY-E624 error'],
    [
      'another mask in its file than on its interface',
      { variables: { netmask: '255.255.0.0' } },
      'one-subnet hapy2 HAPY-E631 error',
    ],
    ['another index', { variables: { index: 2 } }, 'index-order hapy2 HAPY-E625 error'],
    ['a clock 6 s behind', { clockMs: nowMs - 6_050 }, 'clock hapy2 HAPY-E622 warning'],
    ['a clock 40 minutes ahead', { clockMs: nowMs + 40 * 60_000 }, 'clock hapy2 HAPY-E622 error'],
    [
      'a name that does not resolve',
      { checks: [agentCheck('name-resolves', 'HAPY-E360', 'hapy3.test', '')] },
      'name-resolves hapy2 HAPY-E360 error',
    ],
    [
      'another address for a name',
      { checks: [agentCheck('name-resolves', 'HAPY-E361', 'hapy3.test', '10.0.0.99')] },
      'name-resolves hapy2 HAPY-E361 error',
    ],
    [
      'a loopback address for the name of another node',
      { checks: [agentCheck('name-resolves', 'HAPY-E361', 'hapy3.test', '127.0.1.1')] },
      'name-resolves hapy2 HAPY-E361 error',
    ],
    [
      'a loopback address for its own name, as a warning',
      { checks: [agentCheck('name-resolves', 'HAPY-E361', 'hapy2.test', '127.0.1.1')] },
      'name-resolves hapy2 HAPY-E634 warning',
    ],
    [
      'a firewall that drops',
      { checks: [agentCheck('peer-reachable', 'HAPY-E362', '10.0.0.11:2633', 'timeout')] },
      'peer-reachable hapy2 HAPY-E633 error',
    ],
    [
      'a coordinator that refuses',
      { checks: [agentCheck('peer-reachable', 'HAPY-E362', '10.0.0.11:2640', 'ECONNREFUSED')] },
      'peer-reachable hapy2 HAPY-E632 error',
    ],
    [
      'a node that there is no way to',
      { checks: [agentCheck('peer-reachable', 'HAPY-E362', '10.0.0.11:2633', 'EHOSTUNREACH')] },
      'peer-reachable hapy2 HAPY-E362 error',
    ],
    [
      'a VIP that answers',
      { checks: [agentCheck('vip-silent', 'HAPY-E363', '10.0.0.20', 'HTTP 2633')] },
      'vip-silent hapy2 HAPY-E363 error',
    ],
    [
      'an even number, as a warning',
      { spec: withNodes(4) },
      'node-count HAPY-E608 warning',
      'node-answers hapy4 HAPY-E630 error',
    ],
  ];
  for (const [title, given, ...failed] of cases) {
    it(`tells ${title}`, () => {
      const expected = failed.toSorted();
      const found = failedAs(given).filter(
        (line) => !line.startsWith('same-variables') || expected.includes(line),
      );
      assert.deepEqual(found.toSorted(), expected);
    });
  }

  it('refuses two nodes', () => {
    assert.ok(failedAs({ spec: withNodes(2) }).includes('node-count HAPY-E607 error'));
  });

  it('takes a refusal where oned is stopped for an open way', () => {
    const checks = [agentCheck('peer-reachable', 'HAPY-E362', '10.0.0.11:2633', 'ECONNREFUSED')];
    assert.deepEqual(failedAs({ checks }), []);
  });

  it('says how far a clock is off in minutes', () => {
    const [check] = judge({ clockMs: nowMs - 40 * 60_000 }).failed;
    assert.deepEqual(check?.parameters, { amount: '40', unit: 'minutes', direction: 'behind' });
  });

  it('does not take a slow answer for a wrong clock', () => {
    assert.deepEqual(failedAs({ clockMs: nowMs - 50 }), []);
  });

  it('takes the mask from the interface where the file does not tell it, and compares it where it does', () => {
    assert.deepEqual(failedAs({ variables: { netmask: '' } }), []);
    assert.deepEqual(failedAs({ variables: { netmask: '255.255.255.0' } }), []);
  });

  it('ignores what may be ignored and nothing else', () => {
    const checks = [agentCheck('disk-free', 'HAPY-E364', 'hapy2', '1')];
    assert.equal(judge({ checks }).blocked, true);
    const { blocked, failed } = judge({ checks, ignore: ['disk-free'] });
    assert.equal(blocked, false);
    assert.deepEqual(
      failed.map(({ ignored, severity }) => [ignored, severity]),
      [[true, 'error']],
    );
    assert.equal(judge({ state: { database: data }, ignore: ['database-empty'] }).blocked, true);
    assert.ok(!isIgnorable('vip-silent'));
  });

  it('tells a node that has not joined yet apart from one that is silent', () => {
    const unreachable = { code: 'HAPY-E500', parameters: {} };
    const reports = spec.nodes.map(({ name }) => ({
      node: name,
      atMs: nowMs,
      state: undefined,
      unreachable,
    }));
    const enrolled = new Set(['hapy1']);
    const { checks } = judgePreflight({ spec, observed: { reports }, answers: [], enrolled, nowMs }, []);
    const codes = checks.filter(({ name }) => name === 'node-answers').map(({ code }) => code);
    assert.deepEqual(codes, ['HAPY-E600', 'HAPY-E630', 'HAPY-E630']);
  });

  it('tells a silent node once', () => {
    const reports = [0, 1].map((index) => ({ node: `hapy${index + 1}`, atMs: nowMs, state: stateOf(index) }));
    const unreachable = { code: 'HAPY-E500', parameters: {} };
    const observed = { reports: [...reports, { node: 'hapy3', atMs: nowMs, state: undefined, unreachable }] };
    const answers = [{ node: 'hapy3', failure: unreachable }];
    const { checks } = judgePreflight({ spec, observed, answers, nowMs }, []);
    assert.equal(checks.filter(({ name, node }) => name === 'node-answers' && node === 'hapy3').length, 1);
  });

  it('asks every node for every name and for the ports of the others, and for the VIP before there is a zone', () => {
    const fresh: Observed = { reports: [{ node: 'hapy1', atMs: nowMs, state: stateOf(0) }] };
    const asked = questionsFor(spec, fresh, 2640).get('hapy2');
    assert.equal(asked?.names.length, 4);
    assert.deepEqual(asked.reachable, ['10.0.0.11:2633', '10.0.0.13:2633', '10.0.0.11:2640']);
    assert.equal(asked.vipAddress, '10.0.0.20');
    // Restored elsewhere, the coordinator is looked for where it is now.
    const moved = questionsFor({ ...spec, coordinator: 'hapy3' }, fresh, 2640).get('hapy2');
    assert.deepEqual(moved?.reachable, ['10.0.0.11:2633', '10.0.0.13:2633', '10.0.0.13:2640']);
    const member = stateOf(0, { guard: { state: 'member', clusterId: 'c1', serverId: 0 } });
    const formed: Observed = { reports: [{ node: 'hapy1', atMs: nowMs, state: member }] };
    assert.equal(questionsFor(spec, formed, 2640).get('hapy2')?.vipAddress, '');
    // Before adopt, a zone that was made by hand: one of its servers carries the address, and nobody has our guard.
    const address = { interface: 'eth0', address: '10.0.0.20', prefixLength: 24 };
    const raft = {
      ...{ serverId: 0, term: 3, votedFor: 0, commit: 9, logIndex: 9, logTerm: 3 },
      federationIndex: -1,
    };
    const byHand = (state: 'leader' | 'solo') => {
      const oned = { process: 'running', version: '6.10.0', raft: { ...raft, state } } as const;
      return { reports: [{ node: 'hapy1', atMs: nowMs, state: stateOf(0, { oned, addresses: [address] }) }] };
    };
    assert.equal(questionsFor(spec, byHand('leader'), 2640).get('hapy2')?.vipAddress, '');
    assert.equal(questionsFor(spec, byHand('solo'), 2640).get('hapy2')?.vipAddress, '10.0.0.20');
  });
});

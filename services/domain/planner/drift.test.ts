import assert from 'node:assert/strict';

import { node, formed } from '../../../test/simulation/stories.ts';
import type { NodeState } from '../observed.ts';
import { planCluster } from '../plan-cluster.ts';

/** The plan for a formed cluster of three, one node of which tells something else than before. */
function planWith(name: string, told: (state: NodeState) => NodeState) {
  const world = formed(3);
  const reports = world.observe().reports.map((report) => {
    const { state } = report;
    return state === undefined || report.node !== name ? report : { ...report, state: told(state) };
  });
  return planCluster(world.spec, { reports }, world.nowMs);
}

type Found = readonly [code: string, node: string, parameters?: Readonly<Record<string, string>>];

/** What alone is found, and that nothing is done about it by a plan that nobody asked to repair anything. */
function finds(told: (state: NodeState) => NodeState, [code, of, parameters]: Found): void {
  const { findings, actions } = planWith('hapy2', told);
  assert.deepEqual(
    findings.map((finding) => [finding.code, finding.severity, finding.node]),
    [[code, 'warning', of]],
  );
  if (parameters !== undefined) assert.deepEqual(findings[0]?.parameters, parameters);
  assert.deepEqual(actions, []);
}

describe('drift of a cluster that stands', () => {
  it('is a config.eol that was changed and not applied', () => {
    finds(
      (state) => ({ ...state, instance: { ...state.instance, configurationPending: true } }),
      ['HAPY-E571', 'hapy2'],
    );
  });

  const list = ['hapy1', 'hapy2', 'hapy3'];
  const vip = formed(3).spec.vip.address;
  const variables = [
    [
      'one_nodes',
      { nodes: ['hapy1', 'hapy3', 'hapy2'], index: 1, vip },
      'hapy1, hapy3, hapy2',
      list.join(', '),
    ],
    ['one_ha_server_index', { nodes: list, index: 2, vip }, '2', '1'],
    ['one_vip', { nodes: list, index: 1, vip: '10.9.9.9' }, '10.9.9.9', vip],
  ] as const;
  for (const [key, own, found, expected] of variables) {
    it(`is the variable ${key}, where it is not the cluster’s, with what to enter`, () => {
      finds(
        (state) => ({ ...state, instance: { ...state.instance, variables: own } }),
        ['HAPY-E574', 'hapy2', { node: 'hapy2', key, found, expected }],
      );
    });
  }

  const keys = [
    ['SERVER_ID', { serverId: 7 }],
    ['RAFT_LEADER_HOOK', { leaderHook: 'leader eth0 10.9.9.9/24' }],
    ['RAFT_FOLLOWER_HOOK', { followerHook: '' }],
    ['ELECTION_TIMEOUT_MS', { electionTimeoutMs: 5000 }],
  ] as const;
  for (const [key, own] of keys) {
    it(`is ${key} of oned.conf, which \`repair\` puts back`, () => {
      const told = (state: NodeState) => ({ ...state, configuration: { ...state.configuration, ...own } });
      const { findings } = planWith('hapy2', told);
      const drifted = findings.filter(({ code, node: of }) => code === 'HAPY-E572' && of === 'hapy2');
      assert.match(drifted[0]?.parameters['keys'] ?? '', new RegExp(key));
    });
  }

  it('is one_auth of a member that is not like the others’', () => {
    const world = formed(3);
    const reports = world.observe().reports.map((report) => {
      const { state } = report;
      if (state === undefined) return report;
      const oneAuthDigest = report.node === 'hapy2' ? '2222222222' : '1111111111';
      return { ...report, state: { ...state, credentials: { ...state.credentials, oneAuthDigest } } };
    });
    const { findings } = planCluster(world.spec, { reports }, world.nowMs);
    assert.deepEqual(findings, [
      {
        code: 'HAPY-E573',
        severity: 'warning',
        node: '',
        parameters: { found: '11111111 (hapy1, hapy3); 22222222 (hapy2)' },
      },
    ]);
  });

  it('is an agent of another version, or another OpenNebula', () => {
    finds((state) => ({ ...state, agentVersion: '9' }), ['HAPY-E578', '']);
    finds((state) => ({ ...state, oned: { ...state.oned, version: '6.10.1' } }), ['HAPY-E609', '']);
  });

  it('is a host key that was made anew, which each of the others is told by the next plan', () => {
    const { actions } = planWith('hapy2', (state) => ({
      ...state,
      ssh: { ...state.ssh, hostKeys: ['new'] },
    }));
    assert.deepEqual(
      actions.filter(({ kind }) => kind !== 'await').map(({ id }) => id),
      list.map((name) => `configure-peer-ssh/${name}`),
    );
  });
});

describe('a reconfigure of several nodes', () => {
  it('does at the same time only those that are no voters, and those before a voter', () => {
    const world = formed(3);
    for (const name of ['hapy4', 'hapy5']) {
      world.spec = { ...world.spec, nodes: [...world.spec.nodes, node(name)] };
      world.addMachine(node(name));
    }
    const plan = (parallel: boolean) => {
      const intent = { verb: 'reconfigure', nodes: [], parallel, id: 'r1' } as const;
      const { actions } = planCluster(world.spec, world.observe(), world.nowMs, {
        discardDatabases: new Map(),
        intent,
      });
      return new Map(actions.map(({ id, after }) => [id, after]));
    };
    for (const parallel of [true, false]) {
      const after = plan(parallel);
      assert.deepEqual(after.get('reconfigure/hapy4'), []);
      assert.deepEqual(after.get('reconfigure/hapy5'), parallel ? [] : ['reconfigure/hapy4']);
      // Voters always wait for the one before, and for the write that shows that all are in sync again.
      assert.deepEqual(after.get('reconfigure/hapy3'), ['set-zone-endpoint/hapy2']);
      assert.deepEqual(after.get('stop-oned/hapy1'), ['set-zone-endpoint/hapy3']);
    }
  });
});

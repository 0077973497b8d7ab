import { electionBaseMs, electionStepMs, electionTimeoutMsOf } from '../../election-timeouts.ts';
import { missingHookInterface } from '../../virtual-address.ts';
import { type HealthCheck, ofNode, ofZone } from '../check.ts';
import { evidenceOf } from '../finding.ts';

/** Do the keys of oned.conf that we own say what this server is. The next start would read them. */
export const configurationStands: HealthCheck = {
  name: 'configuration',
  codes: ['HAPY-E655'],
  look: (view) =>
    view.members.flatMap((state) => {
      const { configuration, guard, node } = state;
      const wrong: string[] = [];
      const { serverId, leaderHook, followerHook } = configuration;
      if (serverId !== guard.serverId) wrong.push(`SERVER_ID = ${serverId} (${guard.serverId})`);
      const vip = view.spec.vip.address;
      if (!leaderHook.includes(` ${vip}/`)) wrong.push(`RAFT_LEADER_HOOK = "${leaderHook}"`);
      if (!followerHook.includes(` ${vip}/`)) wrong.push(`RAFT_FOLLOWER_HOOK = "${followerHook}"`);
      const missing = missingHookInterface(state);
      if (missing !== undefined) wrong.push(`RAFT_LEADER_HOOK = "${leaderHook}" (${missing}: -)`);
      if (wrong.length === 0 || view.input.running) return [];
      return [ofNode('HAPY-E655', 'error', node, wrong.join('; '), { keys: wrong.join('; ') })];
    }),
};

/** Do the hosts report to the virtual address: else they are in err after the next change of leader. */
export const monitorsFollow: HealthCheck = {
  name: 'monitor-address',
  codes: ['HAPY-E656'],
  look: (view) =>
    view.members.flatMap(({ configuration, node }) => {
      const found = configuration.monitorAddress;
      // A version without monitord.conf has no such key.
      if (found === '' || found === view.spec.vip.address || view.input.running) return [];
      return [ofNode('HAPY-E656', 'error', node, found, { found, vip: view.spec.vip.address })];
    }),
};

/** Do the servers stand for election one after the other. Equal time-outs make double elections. */
export const electionsStaggered: HealthCheck = {
  name: 'election-timeouts',
  codes: ['HAPY-E685'],
  look: (view) => {
    const timeouts = view.members.map((state) => state.configuration.electionTimeoutMs);
    if (timeouts.length < 2 || new Set(timeouts).size === timeouts.length) return [];
    const evidence = evidenceOf(view.members, (state) => `${state.configuration.electionTimeoutMs} ms`);
    const baseMs = electionBaseMs(view.snapshot);
    const wanted = view.spec.nodes.map((_node, index) => electionTimeoutMsOf(index, baseMs)).join(', ');
    return [ofZone('HAPY-E685', 'warning', evidence, { wanted })];
  },
};

/**
 * Are oned's other times in proportion: a leader must be heard twice before a follower stands for election, and a
 * candidate that waits for a dead peer must have given up before the next one stands.
 */
export const timersFit: HealthCheck = {
  name: 'raft-timers',
  codes: ['HAPY-E425'],
  look: (view) => {
    const told = view.members.filter(({ health }) => health?.heartbeatMs !== undefined);
    if (told.length < 2) return [];
    const electionMs = Math.min(...view.members.map((state) => state.configuration.electionTimeoutMs));
    const heartbeats = told.map(({ health }) => health?.heartbeatMs ?? 0);
    // 0 waits for ever.
    const waits = told
      .map(({ health }) => health?.peerTimeoutMs ?? 0)
      .map((ms) => (ms === 0 ? Infinity : ms));
    const tooSlow = 2 * Math.max(...heartbeats) > electionMs || Math.max(...waits) >= electionStepMs;
    const unlike = new Set(heartbeats).size > 1 || new Set(waits).size > 1;
    if (!tooSlow && !unlike) return [];
    const evidence = evidenceOf(
      told,
      ({ health, configuration }) =>
        `${health?.heartbeatMs} / ${health?.peerTimeoutMs} / ${configuration.electionTimeoutMs} ms`,
    );
    return [ofZone('HAPY-E425', 'warning', evidence, { election: String(electionMs) })];
  },
};

/** Is every change of config.eol applied. */
export const creoleApplied: HealthCheck = {
  name: 'creole-applied',
  codes: ['HAPY-E677'],
  look: (view) =>
    view.states
      .filter(({ instance }) => instance.configurationPending && !view.input.running)
      .map(({ node }) => ofNode('HAPY-E677', 'warning', node, 'config.eol ≠ config.eol.bak')),
};

/** Can every front-end reach every hypervisor by SSH as oneadmin: else hosts go to err after a fail-over. */
export const peersKnown: HealthCheck = {
  name: 'ssh-keys',
  codes: ['HAPY-E684'],
  look: (view) => {
    // While a node is silent nobody can say which keys it has.
    if (view.states.length < view.spec.nodes.length || view.input.running) return [];
    const wanted = view.snapshot.peersDigest;
    return view.members
      .filter(({ ssh }) => ssh.peersDigest !== wanted)
      .map(({ node, ssh }) =>
        ofNode('HAPY-E684', 'error', node, ssh.peersDigest === '' ? '-' : ssh.peersDigest),
      );
  },
};

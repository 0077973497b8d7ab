import { type HealthCheck, ofNode, ofZone } from '../check.ts';
import { knownBugs, parseVersion } from '../known-bugs.ts';

const dayMs = 24 * 60 * 60_000;
const provenDays = 180;

/** Which defects of high availability the very version that runs here has. */
export const bugsOfThisVersion: HealthCheck = {
  name: 'known-bugs',
  codes: ['HAPY-E681'],
  look: ({ states }) => {
    const running = states.filter(({ oned }) => oned.version !== '');
    const text = running[0]?.oned.version ?? '';
    const version = parseVersion(text);
    if (version === undefined) return [];
    const evidence = Object.fromEntries(running.map(({ node, oned }) => [node, oned.version]));
    return knownBugs
      .filter((bug) => bug.affects(version))
      .map(({ issue, severity }) => ofZone('HAPY-E681', severity, evidence, { issue, version: text }));
  },
};

/** Does nobody else hold a node: another coordinator, or a copy of this one. */
export const nobodyElseHolds: HealthCheck = {
  name: 'foreign-lease',
  codes: ['HAPY-E678'],
  look: (view) =>
    view.states.flatMap(({ node, lease, observedAtMs }) => {
      if (lease === undefined || lease.expiresAtMs <= observedAtMs || view.input.holder === '') return [];
      if (lease.holder === view.input.holder) return [];
      return [ofNode('HAPY-E678', 'warning', node, lease.holder, { holder: lease.holder })];
    }),
};

/** Does no operation go on that no run of ours follows. */
export const noForeignRuns: HealthCheck = {
  name: 'foreign-operations',
  codes: ['HAPY-E679'],
  look: (view) =>
    view.states.flatMap(({ node, runningOperations, instance }) => {
      if (view.input.running) return [];
      const running = [...runningOperations];
      if (instance.status === 'running' && running.length === 0) running.push('instance');
      if (running.length === 0) return [];
      const operations = running.join(', ');
      return [ofNode('HAPY-E679', 'warning', node, operations, { operations })];
    }),
};

/** Was the fail-over ever proved, and not too long ago. */
export const wasProved: HealthCheck = {
  name: 'proved',
  codes: ['HAPY-E690'],
  look: (view) => {
    if (view.leader === undefined || view.input.running) return [];
    const { provedAtMs } = view.input;
    const days = Math.floor((view.nowMs - provedAtMs) / dayMs);
    if (provedAtMs !== 0 && days < provenDays) return [];
    const parameters = { days: provedAtMs === 0 ? 'never' : String(days) };
    return [ofZone('HAPY-E690', 'info', {}, parameters)];
  },
};

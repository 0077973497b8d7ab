import { type HealthCheck, ofNode } from '../check.ts';
import { silenceCode } from '../../silence.ts';
import type { HealthView } from '../view.ts';

/** Agents speak at least every two seconds; three times that is late, and a minute is silence. */
const lateMs = 15_000;
const secondMs = 1000;
/** Certificates and elections stand this. */
const clockWarningMs = 5 * secondMs;
const clockErrorMs = 30 * secondMs;

/** Does every agent answer, and if not, why not: refused, too late, its certificate, or that it never joined. */
export const nodesAnswer: HealthCheck = {
  name: 'nodes-answer',
  codes: ['HAPY-E600', 'HAPY-E630'],
  look: ({ reports }) =>
    reports.flatMap((report) => {
      if (report.state !== undefined) return [];
      const { code } = report.unreachable;
      return [ofNode(silenceCode(report.unreachable), 'error', report.node, code, { reason: code })];
    }),
};

/** Is what was heard fresh. A stream that stalls without closing looks like this. */
export const nodesAreCurrent: HealthCheck = {
  name: 'nodes-current',
  codes: ['HAPY-E683'],
  look: (view) =>
    view.reports.flatMap((report) => {
      const ageMs = view.nowMs - report.atMs;
      if (report.state === undefined || ageMs < lateMs) return [];
      const seconds = String(Math.round(ageMs / secondMs));
      return [ofNode('HAPY-E683', 'warning', report.node, `${seconds} s`, { seconds })];
    }),
};

/** Does each node's clock agree with the coordinator's. */
export const clocksAgree: HealthCheck = {
  name: 'clocks',
  codes: ['HAPY-E666'],
  look: (view) =>
    view.reports.flatMap((report) => {
      if (report.state === undefined) return [];
      const offMs = report.state.observedAtMs - report.atMs;
      if (Math.abs(offMs) < clockWarningMs) return [];
      const severity = Math.abs(offMs) < clockErrorMs ? 'warning' : 'error';
      const { amount, unit } = roundly(Math.abs(offMs));
      const direction = offMs > 0 ? 'ahead' : 'behind';
      const parameters = { amount: String(amount), unit, direction };
      const seen = `${offMs > 0 ? '+' : '-'}${amount} ${unit}`;
      return [ofNode('HAPY-E666', severity, report.node, seen, parameters)];
    }),
};

/** Does every agent run the same version of ours. */
export const agentsAlike: HealthCheck = {
  name: 'agent-versions',
  codes: ['HAPY-E680'],
  look: (view: HealthView) => {
    const versions = new Set(view.states.map((state) => state.agentVersion));
    if (versions.size < 2) return [];
    const evidence = Object.fromEntries(view.states.map((state) => [state.node, state.agentVersion]));
    const found = [...versions].sort().join(', ');
    return [{ code: 'HAPY-E680', severity: 'warning', node: '', parameters: { found }, evidence }];
  },
};

/** In the largest unit that still tells two apart. */
function roundly(ms: number): { readonly amount: number; readonly unit: string } {
  const units = [
    ['days', 24 * 3600 * secondMs],
    ['hours', 3600 * secondMs],
    ['minutes', 60 * secondMs],
  ] as const;
  const [unit, size] = units.find(([, each]) => ms >= 2 * each) ?? ['seconds', secondMs];
  return { amount: Math.round(ms / size), unit };
}

import type { AgentCheck, NodeAnswer } from '../../../services/domain/preflight/facts.ts';
import { nowMs, spec } from './cluster-fixture.ts';

interface Trouble {
  readonly clockMs?: number;
  readonly checks?: readonly AgentCheck[];
}

/** What the agents answer to a preflight: that all is well, but for the troubles of some. */
export function answersOf(troubles: Readonly<Record<string, Trouble>>): Map<string, NodeAnswer> {
  return new Map(
    spec.nodes.map(({ name: node, address }, index) => {
      const { clockMs = nowMs, checks = [] } = troubles[node] ?? {};
      const found = new Date(clockMs).toISOString();
      const clock = { name: 'clock', severity: 'ok', subject: node, found, expected: '', code: '' } as const;
      const nodes = spec.nodes.map(({ name }) => name);
      const vip = { vip: spec.vip.address, vipName: spec.vip.name };
      const variables = { name: node, domain: 'ac-test.fr', address, netmask: '', nodes, index, ...vip };
      const times = { askedAtMs: nowMs - 50, answeredAtMs: nowMs };
      return [node, { node, ...times, checks: [clock, ...checks], variables }];
    }),
  );
}

export function failed(
  name: string,
  code: string,
  subject: string,
  found: string,
  expected: string,
): AgentCheck {
  return { name, code, subject, found, expected, severity: 'error' };
}

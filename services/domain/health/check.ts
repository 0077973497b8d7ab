import type { FindingSeverity } from '../plan.ts';
import type { Found } from './finding.ts';
import type { HealthView } from './view.ts';

/** One named question about the cluster. Pure: the same view gives the same answer. */
export interface HealthCheck {
  /** Stable, for scripts and metrics. */
  readonly name: string;
  /** Every code that it may find. */
  readonly codes: readonly string[];
  /** Absent for a question that every cluster is asked. */
  readonly applies?: (view: HealthView) => boolean;
  readonly look: (view: HealthView) => readonly Found[];
}

/** A finding about the zone as a whole. */
export function ofZone(
  code: string,
  severity: FindingSeverity,
  evidence: Readonly<Record<string, string>>,
  parameters: Readonly<Record<string, string>> = {},
): Found {
  return { code, severity, node: '', parameters, evidence };
}

/** A finding about one node, with what was seen there. */
export function ofNode(
  code: string,
  severity: FindingSeverity,
  node: string,
  seen: string,
  parameters: Readonly<Record<string, string>> = {},
): Found {
  return { code, severity, node, parameters: { node, ...parameters }, evidence: { [node]: seen } };
}

/** The same value everywhere, or one finding with the value of each; an empty value is not compared. */
export function unlike<T extends { readonly node: string }>(
  code: string,
  severity: FindingSeverity,
  states: readonly T[],
  valueOf: (state: T) => string,
  tell: (value: string) => string = (value) => value,
): readonly Found[] {
  const values = states
    .map((state) => [state.node, valueOf(state)] as const)
    .filter(([, value]) => value !== '');
  const nodesOf = new Map<string, string[]>();
  for (const [node, value] of values) nodesOf.set(value, [...(nodesOf.get(value) ?? []), node]);
  if (nodesOf.size < 2) return [];
  const evidence = Object.fromEntries(values.map(([node, value]) => [node, tell(value)]));
  // Whoever stands alone against a larger group is the one to look at.
  const groups = [...nodesOf.values()].sort((one, other) => one.length - other.length);
  const [smallest = [], next = []] = groups;
  const odd = smallest.length < next.length ? smallest : [];
  const found = [...nodesOf].map(([value, nodes]) => `${tell(value)} (${nodes.join(', ')})`).sort();
  const node = odd.length === 1 ? (odd[0] ?? '') : '';
  return [{ code, severity, node, evidence, parameters: { found: found.join('; '), nodes: odd.join(', ') } }];
}

/** Enough of a digest to tell two apart. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 12);
}

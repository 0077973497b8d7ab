import type { Finding } from '../plan.ts';

/** One thing that is wrong with the cluster, with what was seen on each node. */
export interface HealthFinding extends Finding {
  /** The stable name of the check that found it. */
  readonly check: string;
  /** What was seen, by node. */
  readonly evidence: Readonly<Record<string, string>>;
  /** The code of the finding that this one follows from, empty for one that stands for itself. */
  readonly followsFrom: string;
}

/** What a check says; the judgement adds the check's name and what follows from what. */
export type Found = Omit<HealthFinding, 'check' | 'followsFrom'>;

/** Evidence of several nodes, in the order given. */
export function evidenceOf<T extends { readonly node: string }>(
  states: Iterable<T>,
  tell: (state: T) => string,
): Record<string, string> {
  return Object.fromEntries([...states].map((state) => [state.node, tell(state)]));
}

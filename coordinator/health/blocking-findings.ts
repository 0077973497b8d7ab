import type { Finding } from '../../services/domain/plan.ts';

/** What keeps every plan from being carried out and no check of health has told already. */
export function blockingFindings(
  ofPlan: readonly Finding[],
  ofHealth: readonly Pick<Finding, 'code' | 'node'>[],
): readonly Finding[] {
  const known = new Set(ofHealth.map(({ code, node }) => `${code} ${node}`));
  return ofPlan.filter(({ code, node, severity }) => severity === 'error' && !known.has(`${code} ${node}`));
}

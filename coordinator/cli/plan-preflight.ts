import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { discardsIn } from '../../services/domain/discards.ts';
import type { Plan } from '../../services/domain/plan.ts';
import { needsPreflight } from '../../services/domain/preflight/judge-preflight.ts';
import type { CoordinatorClient } from './coordinator-client.ts';
import { readPreflight } from './read-preflight.ts';
import { isBlocked } from './render/plan-view.ts';
import { preflightSummary, type ShownPreflight } from './render/preflight-view.ts';
import type { Session } from './session.ts';

/**
 * The preflight that a plan has to pass, undefined for one that neither founds nor joins. A plan that findings
 * block is shown with it too: one look tells everything that is to be put right. `begun`: it is the rest of a run, which has
 * changed the list of nodes already.
 */
export async function preflightOf(
  coordinator: CoordinatorClient,
  plan: Plan,
  ignore: readonly string[],
  { begun = false }: { readonly begun?: boolean } = {},
): Promise<ShownPreflight | undefined> {
  const aim = { intent: plan.intent, begun };
  if (needsPreflight(plan)) {
    return readPreflight(await coordinator.preflight(ignore, discardsIn(plan), aim));
  }
  if (!isBlocked(plan)) return undefined;
  const report = readPreflight(await coordinator.preflight(ignore, new Map(), aim));
  const checks = report.checks.filter((check) => !isTold(check, plan));
  return checks.some(({ severity }) => severity === 'error') ? { ...report, checks } : undefined;
}

/** The plan shows its findings itself. */
function isTold({ code, node }: ShownPreflight['checks'][number], { findings }: Plan): boolean {
  return findings.some((finding) => finding.code === code && finding.node === node);
}

/** What a person reads before the plan itself. */
export function withPreflight(
  session: Session,
  preflight: ShownPreflight | undefined,
  planText: string,
): string {
  return preflight === undefined ? planText : `${preflightSummary(session, preflight)}\n\n${planText}`;
}

export function preflightError({ checks, ignorable }: ShownPreflight): HapyError {
  const failed = checks.filter(({ severity, ignored }) => severity === 'error' && !ignored);
  const names = [...new Set(failed.map(({ name }) => name))].join(', ');
  return new HapyError('HAPY-E629', { count: failed.length, names, ignorable: ignorable.join(', ') });
}

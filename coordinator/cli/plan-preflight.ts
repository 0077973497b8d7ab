import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Plan } from '../../services/domain/plan.ts';
import { needsPreflight } from '../../services/domain/preflight/judge-preflight.ts';
import type { CoordinatorClient } from './coordinator-client.ts';
import { readPreflight } from './read-preflight.ts';
import { preflightSummary, type ShownPreflight } from './render/preflight-view.ts';
import type { Session } from './session.ts';

/** The preflight that a plan has to pass, undefined for one that neither founds nor joins. */
export async function preflightOf(
  coordinator: CoordinatorClient,
  plan: Plan,
  ignore: readonly string[],
): Promise<ShownPreflight | undefined> {
  return needsPreflight(plan) ? readPreflight(await coordinator.preflight(ignore)) : undefined;
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

import type { Static } from 'typebox';

import type { Language } from '../../services/base/messages/language.ts';
import {
  type GetRunResponse,
  type Run,
  type RunEvent,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { runWord } from '../../services/rpc/mapping/run-status.ts';
import { progressText } from '../../services/wording/plan-text.ts';
import type { runDetailSchema, runEventSchema, runSchema } from '../schemas/runs.ts';

export function runView(run: Run): Static<typeof runSchema> {
  const { runId, planHash, startedBy, actionsTotal, actionsDone } = run;
  return {
    ...{ runId, planHash, startedBy, actionsTotal, actionsDone },
    status: runWord(run.status),
    startedAtMs: Number(run.startedAtMs),
    finishedAtMs: Number(run.finishedAtMs),
    lastSequence: Number(run.lastSequence),
  };
}

/** Undefined when the coordinator sent none, which it never does. */
export function runDetailView({
  run,
  plans,
  reason,
}: GetRunResponse): Static<typeof runDetailSchema> | undefined {
  if (run === undefined) return undefined;
  return {
    run: runView(run),
    reason,
    plans: plans.map(({ hash, atMs, approvedBy, planJson }) => ({
      ...{ hash, approvedBy, atMs: Number(atMs) },
      canonical: JSON.parse(planJson) as unknown,
    })),
  };
}

export function runEventView(event: RunEvent, language: Language): Static<typeof runEventSchema> {
  const { runId, kind, actionId, actionKind, node, message, parameters, error } = event;
  return {
    ...{ runId, kind, actionId, actionKind, node, message, parameters },
    sequence: Number(event.sequence),
    atMs: Number(event.atMs),
    elapsedMs: Number(event.elapsedMs),
    text: progressText(language, message, parameters),
    ...(error && { error: { code: error.code, parameters: error.parameters } }),
    ...(kind === 'run-finished' && { status: runWord(event.status) }),
  };
}

import type { Static } from 'typebox';

import type { ErrorRecord } from '../../services/base/errors/hapy-error.ts';
import { explainError } from '../../services/base/messages/explain-error.ts';
import type { Language } from '../../services/base/messages/language.ts';
import type { Plan } from '../../services/domain/plan.ts';
import {
  type GetRunResponse,
  type Run,
  type RunEvent,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { runWord } from '../../services/rpc/mapping/run-status.ts';
import { progressText } from '../../services/wording/plan-text.ts';
import { actionViews } from './plan-view.ts';
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
export function runDetailView(
  { run, plans, reason }: GetRunResponse,
  language: Language,
): Static<typeof runDetailSchema> | undefined {
  if (run === undefined) return undefined;
  return {
    run: runView(run),
    reason,
    plans: plans.map(({ hash, atMs, approvedBy, planJson }) => {
      // Only our own coordinator keeps it, and it proved who it is.
      const plan = JSON.parse(planJson) as Plan;
      const actions = actionViews(plan, language);
      return { ...{ hash, approvedBy, atMs: Number(atMs), way: plan.way, actions }, canonical: plan };
    }),
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
    ...(error && { error: errorView(error, node, language) }),
    ...(kind === 'run-finished' && { status: runWord(event.status) }),
  };
}

function errorView({ code, parameters }: ErrorRecord, node: string, language: Language) {
  const { text, cause, next } = explainError({ code, parameters: { node, ...parameters } }, language);
  return { ...{ code, parameters, cause, next }, title: text };
}

import type { Static } from 'typebox';

import { explainError } from '../../services/base/messages/explain-error.ts';
import type { Language } from '../../services/base/messages/language.ts';
import type { Intent } from '../../services/domain/intent.ts';
import type { Plan } from '../../services/domain/plan.ts';
import type {
  GetPlanResponse,
  PreflightResponse,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { checkSeverityFromProto } from '../../services/rpc/mapping/check-severity.ts';
import { stagesOf } from '../../services/wording/plan-stages.ts';
import { actionText, conditionText, planText } from '../../services/wording/plan-text.ts';
import type { actionSchema, intentSchema, planSchema, preflightSchema } from '../schemas/plan.ts';

/** A plan with its texts, beside the canonical form that its hash is of. */
export function planView(
  { planJson, hash, empty }: GetPlanResponse,
  language: Language,
): Static<typeof planSchema> {
  // Only our own coordinator makes it, and it proved who it is.
  const plan = JSON.parse(planJson) as Plan;
  return {
    ...{ hash, empty, way: plan.way, canonical: plan },
    ...(plan.intent === undefined ? {} : { intent: plan.intent }),
    blocked: plan.findings.some(({ severity }) => severity === 'error'),
    actions: actionViews(plan, language),
    findings: plan.findings.map(({ code, severity, node, parameters }) => {
      const { text, cause, next } = explainError({ code, parameters: { node, ...parameters } }, language);
      return { ...{ code, severity, node, cause, next }, parameters: { ...parameters }, title: text };
    }),
    leftAlone: plan.leftAlone.map(({ node, reason, parameters }) => ({
      node,
      reason: planText(language, `left-alone.${reason}`, { node, ...parameters }),
    })),
  };
}

/** The actions of a plan in their order, each with what it is for. */
export function actionViews(
  { way, actions }: Pick<Plan, 'way' | 'actions'>,
  language: Language,
): Static<typeof actionSchema>[] {
  return stagesOf(way, actions).flatMap((stage) => {
    const title = planText(language, stage.title, { node: stage.node });
    return stage.actions.map((action) => {
      const { id, kind, node, at, after, deadlineMs, precondition, postcondition } = action;
      return {
        ...{ id, kind, node, at, deadlineMs },
        after: [...after],
        title: actionText(language, action),
        stage: title,
        requires: precondition.map((each) => conditionText(language, each)),
        leadsTo: postcondition.map((each) => conditionText(language, each)),
      };
    });
  });
}

/** A verb as the schema let it through; what is left out is what nobody asked for. */
export function intentOf(given: Static<typeof intentSchema>): Intent {
  switch (given.verb) {
    case 'add':
      return { verb: 'add', nodes: given.nodes.map(({ fqdn = '', ...node }) => ({ ...node, fqdn })) };
    case 'remove':
      return { verb: 'remove', node: given.node, dead: given.dead ?? false, fence: given.fence ?? '' };
    case 'replace': {
      const { node, fence = '', replacement = { name: node, address: '' } } = given;
      return { verb: 'replace', node, fence, replacement: { fqdn: '', ...replacement } };
    }
    case 'reconfigure':
      return {
        verb: 'reconfigure',
        nodes: given.nodes,
        parallel: given.parallel ?? false,
        id: given.id ?? '',
      };
    case 'instantiate':
      return { verb: 'instantiate', nodes: given.nodes, parallel: given.parallel ?? false };
    case 'repair':
    case 'adopt':
      return { verb: given.verb };
  }
}

export function preflightView(report: PreflightResponse, language: Language): Static<typeof preflightSchema> {
  return {
    blocked: report.blocked,
    ignorable: [...report.ignorable],
    checks: report.checks.map((check) => {
      const { name, code, node, subject, found, expected, parameters, ignored } = check;
      const about = { node, subject, found, expected, ...parameters };
      const told = code === '' ? undefined : explainError({ code, parameters: about }, language);
      return {
        ...{ name, code, node, subject, found, expected, parameters, ignored },
        severity: checkSeverityFromProto(check.severity),
        title: told?.text ?? '',
        next: told?.next ?? '',
      };
    }),
  };
}

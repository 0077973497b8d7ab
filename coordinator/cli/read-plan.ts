import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Action } from '../../services/domain/action.ts';
import type { Plan } from '../../services/domain/plan.ts';

/**
 * The plan that the coordinator sent, or that a file holds, as its type. What travels is the coordinator's own
 * JSON; here it is only made sure that it has the form of a plan, so that showing it cannot fail half-way.
 *
 * @throws HapyError HAPY-E259 it has not; `file` is what the message names
 */
export function readPlan(value: unknown, file: string): Plan {
  if (!isObject(value) || !Array.isArray(value['actions']) || !value['actions'].every(isAction)) {
    throw new HapyError('HAPY-E259', { file });
  }
  const plan = value as Partial<Plan> & { readonly actions: readonly Action[] };
  return {
    clusterId: plan.clusterId ?? '',
    way: plan.way ?? (plan.actions.length === 0 ? 'none' : 'found'),
    ...(plan.intent === undefined ? {} : { intent: plan.intent }),
    actions: plan.actions,
    leftAlone: plan.leftAlone ?? [],
    findings: plan.findings ?? [],
  };
}

/** @throws HapyError HAPY-E259 */
export function parsePlan(json: string, file: string): Plan {
  return readPlan(parseJson(json, file), file);
}

/** @throws HapyError HAPY-E259 */
export function parseJson(json: string, file: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new HapyError('HAPY-E259', { file }, error);
  }
}

function isAction(value: unknown): boolean {
  if (!isObject(value)) return false;
  const texts = ['id', 'kind', 'node', 'at'].every((key) => typeof value[key] === 'string');
  const lists = ['after', 'precondition', 'postcondition'].every((key) => Array.isArray(value[key]));
  return texts && lists;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

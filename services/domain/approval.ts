import type { Action } from './action.ts';
import { canonicalText } from './canonical-plan.ts';
import type { Plan } from './plan.ts';
import { silenceCodes } from './silence.ts';

/**
 * What an action does to the cluster, as a text that is equal for equal deeds: its kind, the node it is
 * about, whose agent does it and with which parameters. What it waits for and what it checks are no part of
 * it: those follow from what is observed, and fewer steps are left after an interruption.
 */
export function deedOf(action: Action): string {
  const { kind, at, parameters } = action;
  // One and the same write, whomever it lets in: after an interruption it is about nobody in particular any more.
  const node = kind === 'set-zone-endpoint' ? '' : action.node;
  return canonicalText({ kind, node, at, parameters });
}

/**
 * The actions of `plan` that nobody has approved: those whose deed is in none of the approved plans. A run
 * goes on alone after an interruption only while there are none (design section 6, Plans). An `await` asks
 * for nothing and needs no approval.
 */
export function actionsOutside(plan: Plan, approved: readonly Plan[]): readonly Action[] {
  const deeds = new Set(approved.flatMap((each) => each.actions.map(deedOf)));
  return plan.actions.filter((action) => action.kind !== 'await' && !deeds.has(deedOf(action)));
}

/**
 * The nodes that are not heard now and whose agents have a part in what was approved last. A plan of what is left goes without them
 * and asks for nothing new; and yet a cluster without them is not the one that was approved.
 */
export function leftOutOf(plan: Plan, approved: Plan): readonly string[] {
  const counted = new Set(approved.actions.map(({ at }) => at));
  const silent = plan.findings.filter(({ code, node }) => silenceCodes.has(code) && counted.has(node));
  return [...new Set(silent.map(({ node }) => node))];
}

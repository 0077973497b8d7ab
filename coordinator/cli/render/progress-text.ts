import type { TextParameters } from '../../../services/base/messages/language.ts';
import { coordinatorPlace, leaderPlace } from '../../../services/domain/place.ts';
import { actionText, planText, progressText } from '../../../services/wording/plan-text.ts';
import { say, type Session } from '../session.ts';

import { printable } from './printable.ts';
import type { ActionView } from './run-view.ts';

/** Where an action is done, in one word. */
export function whereText(session: Session, view: ActionView): string {
  if (view.node === '') return say(session, 'plan.place.zone');
  if (view.action?.at === coordinatorPlace) return say(session, 'plan.place.coordinator');
  return view.action?.at === leaderPlace ? say(session, 'plan.place.leader') : (view.action?.at ?? view.node);
}

/** What an action does, in words; without the plan, as far as its kind tells. */
export function whatText(session: Session, view: ActionView): string {
  if (view.action !== undefined) return actionText(session.language, view.action);
  if (view.kind === 'await') return view.id;
  return planText(session.language, `action.${view.kind}`, { node: view.node, conditions: '' });
}

/** What the node last told about it, fit for a terminal. */
export function messageText(session: Session, key: string, parameters: TextParameters): string {
  return printable(progressText(session.language, key, parameters));
}

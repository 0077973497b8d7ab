import { formatText, type TextParameters } from '../../../services/base/messages/language.ts';
import type { Text } from '../../../services/base/errors/definition.ts';
import { operationMessages } from '../../../services/base/messages/operation.ts';
import { runMessages } from '../../../services/base/messages/run.ts';
import { coordinatorPlace, leaderPlace } from '../../../services/domain/place.ts';
import { say, type Session } from '../session.ts';
import { actionText, planText } from './plan-text.ts';
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

const tables: Readonly<Record<string, Text>> = { ...runMessages, ...operationMessages };

/** What the node last told about it: a key of one of the message tables, with its parameters. */
export function messageText(session: Session, key: string, parameters: TextParameters): string {
  if (key === '') return '';
  const text = tables[key];
  return printable(
    text === undefined
      ? planText(session.language, key, parameters)
      : formatText(text, session.language, parameters),
  );
}

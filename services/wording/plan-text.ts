import type { Action } from '../domain/action.ts';
import type { Condition } from '../domain/condition.ts';
import { leaderPlace } from '../domain/place.ts';
import { formatToldText, type Language, type TextParameters } from '../base/messages/language.ts';
import { planMessages } from '../base/messages/plan.ts';
import { operationMessages } from '../base/messages/operation.ts';
import { runMessages } from '../base/messages/run.ts';

const messages: Readonly<Record<string, { readonly fr: string; readonly en: string }>> = {
  ...planMessages,
  ...runMessages,
};

/** A text of the plan's or a run's table. A key of a newer coordinator is shown as it came rather than hidden. */
export function planText(language: Language, key: string, parameters: TextParameters = {}): string {
  const text = messages[key];
  return text === undefined ? key : formatToldText(text, language, { node: '', ...parameters });
}

/** What an action does, in words. */
export function actionText(
  language: Language,
  action: Pick<Action, 'kind' | 'node' | 'postcondition' | 'parameters'>,
): string {
  const conditions = action.postcondition
    .map((each) => conditionText(language, each))
    .join(language === 'fr' ? ' ; ' : '; ');
  return planText(language, `action.${action.kind}`, { ...action.parameters, node: action.node, conditions });
}

/** What must be true, in words. */
export function conditionText(language: Language, condition: Condition): string {
  const node = 'node' in condition ? condition.node : '';
  const place = node === leaderPlace ? planText(language, 'place.leader') : node;
  return planText(language, `condition.${condition.is}`, { node: place });
}

const progressMessages: Readonly<Record<string, { readonly fr: string; readonly en: string }>> = {
  ...runMessages,
  ...operationMessages,
};

/** What a node or a run last told: a key of one of the message tables, with its parameters. Empty for no key. */
export function progressText(language: Language, key: string, parameters: TextParameters): string {
  if (key === '') return '';
  const text = progressMessages[key];
  return text === undefined
    ? planText(language, key, parameters)
    : formatToldText(text, language, parameters);
}

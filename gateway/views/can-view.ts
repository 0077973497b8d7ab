import type { Static } from 'typebox';

import { explainError } from '../../services/base/messages/explain-error.ts';
import type { Language } from '../../services/base/messages/language.ts';
import { canTable, type Standing } from '../../services/domain/can.ts';
import type { canSchema } from '../schemas/cluster.ts';

/** What can be done now, and why the rest cannot. */
export function canView(standing: Standing, language: Language): Static<typeof canSchema>['deeds'] {
  return canTable(standing).map(({ deed, node, refusal }) => {
    if (refusal === undefined)
      return { deed, node, can: true, code: '', reason: '', next: '', parameters: {} };
    const { code, text: reason, next } = explainError(refusal, language);
    return { deed, node, can: false, code, reason, next, parameters: { ...refusal.parameters } };
  });
}

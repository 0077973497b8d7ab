import type { Static } from 'typebox';

import { eventText } from '../../services/base/messages/events.ts';
import type { Language } from '../../services/base/messages/language.ts';
import type { Event } from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import type { eventSchema } from '../schemas/events.ts';
import { severityFromProto } from '../../services/rpc/mapping/plan.ts';

export function eventView(event: Event, language: Language): Static<typeof eventSchema> {
  const { kind, node, runId, code, parameters } = event;
  return {
    ...{ kind, node, runId, code, parameters },
    number: Number(event.number),
    atMs: Number(event.atMs),
    severity: severityFromProto(event.severity),
    text: eventText(event, language),
  };
}

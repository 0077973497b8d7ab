import { Type } from 'typebox';

import { closed, code, texts, timeMs } from './common.ts';

export const eventSchema = Type.Object(
  {
    number: Type.Integer({ description: 'From 1, without gaps' }),
    atMs: timeMs,
    kind: Type.String(),
    severity: Type.Union([Type.Literal('info'), Type.Literal('warning'), Type.Literal('error')]),
    node: Type.String({ description: 'Empty when it is about the zone or the coordinator' }),
    runId: Type.String(),
    code,
    text: Type.String({ description: 'In the language of the request' }),
    parameters: texts,
  },
  { ...closed, title: 'Event' },
);

export const eventsQuerySchema = Type.Object(
  {
    after: Type.Optional(Type.Integer({ minimum: 0, description: 'Events with a higher number only' })),
    stream: Type.Optional(
      Type.String({ maxLength: 64, pattern: '^[A-Za-z0-9]*$', description: 'That `after` is a number of' }),
    ),
    newest: Type.Integer({
      minimum: 1,
      maximum: 500,
      default: 50,
      description: 'Where `after` is not given: so many of the newest',
    }),
    waitSeconds: Type.Integer({
      minimum: 0,
      maximum: 30,
      default: 20,
      description: 'Where `after` is given and nothing has happened since: how long to wait for something',
    }),
  },
  closed,
);

export const eventsSchema = Type.Object(
  {
    stream: Type.String({ description: 'Changes when the coordinator is restored from a backup' }),
    head: Type.Integer({ description: 'The newest number that there is' }),
    events: Type.Array(eventSchema),
  },
  closed,
);

import { Type } from 'typebox';

import { closed, timeMs } from './common.ts';

const records = Type.Integer({ minimum: 0, description: 'Records behind the leader' });

export const lagsQuerySchema = Type.Object(
  {
    after: Type.Integer({ minimum: 0, default: 0, description: 'Samples of later than this moment only' }),
    limit: Type.Integer({ minimum: 1, maximum: 360, default: 360 }),
    brief: Type.Boolean({ default: false, description: 'Only the most of each moment, not each node' }),
  },
  closed,
);

export const lagsSchema = Type.Object(
  {
    atMs: timeMs,
    everyMs: Type.Integer({ description: 'How far apart two samples are while somebody leads' }),
    nodes: Type.Array(Type.String(), { description: 'Whose figures the samples have, in this order' }),
    samples: Type.Array(
      Type.Object(
        {
          atMs: timeMs,
          most: records,
          lags: Type.Array(Type.Union([records, Type.Null()]), {
            description: 'null for a node that led, or of which nobody could tell',
          }),
        },
        { ...closed, title: 'Lags' },
      ),
      { description: 'Oldest first; moments in which nobody led are left out' },
    ),
    next: Type.Optional(Type.String({ description: 'Where later ones are' })),
  },
  closed,
);

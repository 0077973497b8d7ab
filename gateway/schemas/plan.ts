import { Type } from 'typebox';

import { closed, code, nodeName, texts } from './common.ts';

const address = Type.String({ maxLength: 15, pattern: '^([0-9]{1,3}(\\.[0-9]{1,3}){3})?$' });
const placed = Type.Object(
  { name: nodeName, fqdn: Type.Optional(Type.String({ maxLength: 253 })), address },
  closed,
);
const fence = Type.String({
  maxLength: 300,
  description: 'How a person made sure that the machine is off, by its name: "hapy2: power cut"',
});
const nodes = Type.Array(nodeName, { maxItems: 64, description: 'None means all' });

/** A verb of a cluster's life, in the words of the domain. */
export const intentSchema = Type.Union(
  [
    Type.Object(
      { verb: Type.Literal('add'), nodes: Type.Array(placed, { minItems: 1, maxItems: 64 }) },
      closed,
    ),
    Type.Object(
      {
        verb: Type.Literal('remove'),
        node: nodeName,
        dead: Type.Optional(Type.Boolean()),
        fence: Type.Optional(fence),
      },
      closed,
    ),
    Type.Object(
      {
        verb: Type.Literal('replace'),
        node: nodeName,
        replacement: Type.Optional(placed),
        fence: Type.Optional(fence),
      },
      closed,
    ),
    Type.Object(
      {
        verb: Type.Literal('reconfigure'),
        nodes,
        parallel: Type.Optional(Type.Boolean()),
        id: Type.Optional(Type.String({ maxLength: 40 })),
      },
      closed,
    ),
    Type.Object(
      { verb: Type.Literal('instantiate'), nodes, parallel: Type.Optional(Type.Boolean()) },
      closed,
    ),
    Type.Object({ verb: Type.Literal('repair') }, closed),
    Type.Object({ verb: Type.Literal('adopt') }, closed),
  ],
  { title: 'Intent' },
);

/** What is asked for beyond the way to what is wanted. */
export const wishSchema = Type.Object(
  {
    intent: Type.Optional(intentSchema),
    drill: Type.Optional(Type.Boolean({ description: 'A deliberate fail-over' })),
    drillStorage: Type.Optional(Type.Boolean({ description: 'A drill of the replicated storage' })),
    discardDatabases: Type.Optional(
      Type.Record(nodeName, Type.String({ maxLength: 64 }), {
        description: 'By node, the digest of a database that may be replaced although it holds data',
      }),
    ),
  },
  { ...closed, title: 'Wish' },
);

export const actionSchema = Type.Object(
  {
    id: Type.String(),
    kind: Type.String(),
    node: Type.String(),
    at: Type.String({ description: 'The node whose agent is asked, "leader" or "coordinator"' }),
    title: Type.String({ description: 'In the language of the request' }),
    after: Type.Array(Type.String(), { description: 'Ids of the actions that must have finished before' }),
    deadlineMs: Type.Integer(),
    stage: Type.String({ description: 'What it belongs to, as a person would say it' }),
    requires: Type.Array(Type.String(), { description: 'What must be true before, in words' }),
    leadsTo: Type.Array(Type.String(), { description: 'What is true afterwards, in words: why it is done' }),
  },
  { ...closed, title: 'Action' },
);

export const planSchema = Type.Object(
  {
    hash: Type.String({ description: 'What a run has to be started with; also the ETag' }),
    empty: Type.Boolean({ description: 'Nothing is to be done' }),
    blocked: Type.Boolean({ description: 'A finding of severity error keeps it from being started' }),
    way: Type.String(),
    intent: Type.Optional(Type.Unknown()),
    actions: Type.Array(actionSchema),
    findings: Type.Array(
      Type.Object(
        {
          code,
          severity: Type.String(),
          node: Type.String(),
          title: Type.String(),
          cause: Type.String(),
          next: Type.String(),
          parameters: texts,
        },
        closed,
      ),
    ),
    leftAlone: Type.Array(Type.Object({ node: Type.String(), reason: Type.String() }, closed)),
    canonical: Type.Unknown({ description: 'The plan in the form that is hashed' }),
  },
  { ...closed, title: 'Plan' },
);

/** What is looked around for: a verb, besides the way to what is wanted. */
export const askPreflightSchema = Type.Object(
  {
    intent: wishSchema.properties.intent,
    discardDatabases: wishSchema.properties.discardDatabases,
    ignore: Type.Optional(
      Type.Array(Type.String({ maxLength: 60 }), { maxItems: 20, description: 'Names of checks' }),
    ),
    begun: Type.Optional(
      Type.Boolean({
        description: 'A run of that intent has begun, and has changed the list of nodes already',
      }),
    ),
  },
  { ...closed, title: 'AskPreflight' },
);

export const preflightSchema = Type.Object(
  {
    blocked: Type.Boolean(),
    ignorable: Type.Array(Type.String()),
    checks: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          severity: Type.String(),
          code,
          node: Type.String(),
          subject: Type.String(),
          found: Type.String(),
          expected: Type.String(),
          title: Type.String({ description: 'Empty when it passed' }),
          next: Type.String(),
          parameters: texts,
          ignored: Type.Boolean(),
        },
        closed,
      ),
    ),
  },
  { ...closed, title: 'Preflight' },
);

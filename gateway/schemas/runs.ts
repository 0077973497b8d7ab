import { Type } from 'typebox';

import { runWords } from '../../services/rpc/mapping/run-status.ts';
import { closed, code, runId, texts, timeMs } from './common.ts';
import { actionSchema, wishSchema } from './plan.ts';

const hash = Type.String({ minLength: 1, maxLength: 64, pattern: '^[0-9a-f]+$' });
const reason = Type.Optional(Type.String({ maxLength: 500, description: 'Shown in the audit' }));
const ignoreChecks = Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 20 }));

export const startRunSchema = Type.Object(
  { planHash: hash, reason, ignoreChecks, ...wishSchema.properties },
  { ...closed, title: 'StartRun' },
);
export const resumeRunSchema = Type.Object(
  { planHash: hash, reason, ignoreChecks },
  { ...closed, title: 'ResumeRun' },
);
export const abortRunSchema = Type.Object({ reason }, { ...closed, title: 'AbortRun' });

export const runStartedSchema = Type.Object(
  { runId: Type.String(), href: Type.String({ description: 'Where it is looked at' }) },
  closed,
);

export const runSchema = Type.Object(
  {
    runId: Type.String(),
    status: Type.Enum([...runWords]),
    planHash: Type.String(),
    startedAtMs: timeMs,
    finishedAtMs: timeMs,
    startedBy: Type.String(),
    actionsTotal: Type.Integer(),
    actionsDone: Type.Integer(),
    lastSequence: Type.Integer({ description: 'Of its last event' }),
  },
  { ...closed, title: 'Run' },
);

export const runsQuerySchema = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 20 }),
    before: Type.Optional(Type.Integer({ minimum: 1, description: 'Runs with a lower number only' })),
  },
  closed,
);

export const runsSchema = Type.Object(
  {
    runs: Type.Array(runSchema, { description: 'Newest first' }),
    next: Type.Optional(Type.String({ description: 'Where older ones are' })),
  },
  closed,
);

export const runDetailSchema = Type.Object(
  {
    run: runSchema,
    reason: Type.String(),
    plans: Type.Array(
      Type.Object(
        {
          ...{ hash: Type.String(), atMs: timeMs, approvedBy: Type.String() },
          way: Type.String(),
          actions: Type.Array(actionSchema),
          canonical: Type.Unknown(),
        },
        closed,
      ),
    ),
  },
  closed,
);

export const runEventSchema = Type.Object(
  {
    runId: Type.String(),
    sequence: Type.Integer(),
    atMs: timeMs,
    kind: Type.String(),
    actionId: Type.String(),
    actionKind: Type.String(),
    node: Type.String(),
    message: Type.String({ description: 'A key of the message table' }),
    text: Type.String({ description: 'The same for a person, in the language of the request' }),
    parameters: texts,
    error: Type.Optional(
      Type.Object(
        { code, parameters: texts, title: Type.String(), cause: Type.String(), next: Type.String() },
        closed,
      ),
    ),
    status: Type.Optional(Type.String()),
    elapsedMs: Type.Integer(),
  },
  { ...closed, title: 'RunEvent' },
);

export const followQuerySchema = Type.Object(
  {
    after: Type.Integer({ minimum: 0, default: 0, description: 'Events with a higher number only' }),
    waitSeconds: Type.Integer({
      minimum: 0,
      maximum: 30,
      default: 0,
      description: 'How long to wait for a first one',
    }),
  },
  closed,
);
export const runParametersSchema = Type.Object({ runId }, closed);
export const runEventsSchema = Type.Object(
  { events: Type.Array(runEventSchema), ended: Type.Boolean({ description: 'None will come any more' }) },
  closed,
);

const tookMs = (description: string) => Type.Optional(Type.Integer({ description }));
export const drillsQuerySchema = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }) },
  closed,
);
export const drillsSchema = Type.Object(
  {
    drills: Type.Array(
      Type.Object(
        {
          runId: Type.String(),
          status: Type.Enum([...runWords]),
          startedAtMs: timeMs,
          finishedAtMs: timeMs,
          startedBy: Type.String(),
          of: Type.Enum(['zone', 'storage'], {
            description: 'A fail-over of the zone, or a drill of the replicated storage',
          }),
          node: Type.String({ description: 'Whose oned, or whose brick, was stopped' }),
          times: Type.Object(
            {
              stopped: tookMs('How long the stop took'),
              led: tookMs('From the stop to another leader'),
              vip: tookMs('… to the virtual address on it'),
              login: tookMs('… to a login that the service answered'),
              written: tookMs('… to a write that succeeded'),
              whole: tookMs('… to the whole cluster, or to the last reading of the storage'),
              read: tookMs('… to the files read back from all other mounts while a brick is away'),
              back: tookMs('… to the brick being served again'),
              healed: tookMs('… to nothing being left to copy'),
            },
            { ...closed, description: 'Milliseconds; what was not reached is left out' },
          ),
        },
        { ...closed, title: 'Drill' },
      ),
      { description: 'Newest first, those that have ended, among the newest 100 runs' },
    ),
  },
  closed,
);

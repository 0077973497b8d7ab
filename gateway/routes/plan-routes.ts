import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';

import { intentToProto } from '../../services/rpc/mapping/intent.ts';
import { answers, closed } from '../schemas/common.ts';
import { askPreflightSchema, planSchema, preflightSchema, wishSchema } from '../schemas/plan.ts';
import { runParametersSchema } from '../schemas/runs.ts';
import { intentOf, planView, preflightView } from '../views/plan-view.ts';
import { base, reading, type RouteContext } from './route-context.ts';

type Wish = Static<typeof wishSchema>;
type Show = (request: FastifyRequest, reply: FastifyReply, wish: Wish, run?: object) => Promise<object>;

const tags = ['plan'];

const preflightQuery = Type.Object(
  {
    ignore: Type.Optional(
      Type.String({ maxLength: 300, description: 'Names of checks, separated by commas' }),
    ),
  },
  closed,
);

/** What would be done. Nothing here changes anything, the POST included: it only carries a wish. */
export function planRoutes(context: RouteContext): void {
  const { app, coordinator, askingFor, languageOf } = context;
  const show: Show = async (request, reply, wish, run = {}) => {
    const question = { ...planRequestOf(wish), ...run };
    const plan = planView(await coordinator.getPlan(question, askingFor(request)), languageOf(request));
    void reply.header('etag', `"${plan.hash}"`);
    return plan;
  };
  restRoutes(context, show);
  preflightRoutes(context);

  app.get(
    `${base}/plan`,
    {
      config: reading,
      schema: {
        tags,
        summary: 'What leads to the cluster that is wanted',
        response: answers(200, planSchema),
      },
    },
    async (request, reply) => show(request, reply, {}),
  );

  app.post<{ Body: Wish }>(
    `${base}/plan`,
    {
      config: reading,
      schema: {
        tags,
        summary: 'What a verb or a drill would do',
        body: wishSchema,
        response: answers(200, planSchema),
      },
    },
    async (request, reply) => show(request, reply, request.body),
  );
}

/** What would become of a run that has stopped. */
function restRoutes({ app }: RouteContext, show: Show): void {
  app.get<{ Params: Static<typeof runParametersSchema> }>(
    `${base}/runs/:runId/rest`,
    {
      config: reading,
      schema: {
        tags,
        summary: 'What is left of a run that stopped',
        params: runParametersSchema,
        response: answers(200, planSchema),
      },
    },
    async (request, reply) => show(request, reply, {}, { resumeRun: request.params.runId }),
  );

  app.get<{ Params: Static<typeof runParametersSchema> }>(
    `${base}/runs/:runId/undo`,
    {
      config: reading,
      schema: {
        tags,
        summary: 'What aborting a run would take back',
        params: runParametersSchema,
        response: answers(200, planSchema),
      },
    },
    async (request, reply) => show(request, reply, {}, { abortRun: request.params.runId }),
  );
}

function preflightRoutes({ app, coordinator, askingFor, languageOf }: RouteContext): void {
  app.get<{ Querystring: Static<typeof preflightQuery> }>(
    `${base}/preflight`,
    {
      config: reading,
      schema: {
        tags,
        summary: 'Everything that could stand in the way of a founding or a joining',
        querystring: preflightQuery,
        response: answers(200, preflightSchema),
      },
    },
    async (request) => {
      const ignore = (request.query.ignore ?? '').split(',').filter((name) => name !== '');
      const question = { ignore, discardDatabases: {}, intent: undefined, begun: false };
      return preflightView(await coordinator.preflight(question, askingFor(request)), languageOf(request));
    },
  );

  app.post<{ Body: Static<typeof askPreflightSchema> }>(
    `${base}/preflight`,
    {
      config: reading,
      schema: {
        tags,
        summary: 'Everything that could stand in the way of a verb',
        body: askPreflightSchema,
        response: answers(200, preflightSchema),
      },
    },
    async (request) => {
      const { ignore = [], begun = false, ...wish } = request.body;
      const { intent, discardDatabases } = planRequestOf(wish);
      const question = { ignore, intent, discardDatabases, begun };
      const report = await coordinator.preflight(question, askingFor(request));
      return preflightView(report, languageOf(request));
    },
  );
}

/** A wish as the coordinator is asked for it. */
export function planRequestOf({ intent, drill = false, drillStorage = false, discardDatabases = {} }: Wish) {
  return {
    ...{ drill, drillStorage, discardDatabases, abortRun: '', resumeRun: '' },
    intent: intent === undefined ? undefined : intentToProto(intentOf(intent)),
  };
}

import type { FastifyReply } from 'fastify';
import type { Static } from 'typebox';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { followRun } from '../live/follow-run.ts';
import { answers } from '../schemas/common.ts';
import {
  abortRunSchema,
  drillsQuerySchema,
  drillsSchema,
  followQuerySchema,
  resumeRunSchema,
  runDetailSchema,
  runEventsSchema,
  runParametersSchema,
  runsQuerySchema,
  runsSchema,
  runStartedSchema,
  startRunSchema,
} from '../schemas/runs.ts';
import { runDetailView, runView } from '../views/run-view.ts';
import { Drills } from '../drills.ts';
import { planRequestOf } from './plan-routes.ts';
import { base, changing, reading, type RouteContext } from './route-context.ts';

interface OfRun {
  Params: Static<typeof runParametersSchema>;
}

const tags = ['runs'];

/** Runs: looked at and followed, started, resumed and aborted. */
export function runRoutes(context: RouteContext): void {
  readingRoutes(context);
  drillsRoute(context);
  followingRoute(context);
  startingRoutes(context);
  endingRoute(context);
}

function readingRoutes({ app, coordinator, askingFor, languageOf }: RouteContext): void {
  app.get<{ Querystring: Static<typeof runsQuerySchema> }>(
    `${base}/runs`,
    {
      config: reading,
      schema: {
        tags,
        summary: 'The runs, newest first',
        querystring: runsQuerySchema,
        response: answers(200, runsSchema),
      },
    },
    async (request) => {
      const { limit, before = 0 } = request.query;
      // One more than is shown tells whether there are older ones.
      const { runs } = await coordinator.listRuns(
        { limit: limit + 1, before: BigInt(before) },
        askingFor(request),
      );
      const shown = runs.slice(0, limit).map(runView);
      const last = shown.at(-1)?.runId.split('-')[0];
      const more = runs.length > limit && last !== undefined;
      return { runs: shown, ...(more && { next: `${base}/runs?limit=${limit}&before=${last}` }) };
    },
  );

  app.get<OfRun>(
    `${base}/runs/:runId`,
    {
      config: reading,
      schema: {
        tags,
        summary: 'One run with every plan that was approved for it',
        params: runParametersSchema,
        response: answers(200, runDetailSchema),
      },
    },
    async (request) => {
      const { runId } = request.params;
      const detail = runDetailView(
        await coordinator.getRun({ runId }, askingFor(request)),
        languageOf(request),
      );
      if (detail === undefined) throw new HapyError('HAPY-E523', { run: runId });
      return detail;
    },
  );
}

function drillsRoute({ app, coordinator, askingFor }: RouteContext): void {
  const drills = new Drills(coordinator);
  app.get<{ Querystring: Static<typeof drillsQuerySchema> }>(
    `${base}/drills`,
    {
      config: reading,
      schema: {
        tags,
        summary: 'Deliberate fail-overs of the past, and what each took',
        querystring: drillsQuerySchema,
        response: answers(200, drillsSchema),
      },
    },
    async (request) => ({ drills: await drills.list(request.query.limit, askingFor(request)) }),
  );
}

function followingRoute(context: RouteContext): void {
  context.app.get<OfRun & { Querystring: Static<typeof followQuerySchema> }>(
    `${base}/runs/:runId/events`,
    {
      config: reading,
      schema: {
        tags,
        summary: 'What happens in a run',
        description:
          'As server-sent events where `text/event-stream` is accepted, from `Last-Event-ID` or `after` on, until the run ends; else as JSON, waiting for a first event for at most `waitSeconds`.',
        params: runParametersSchema,
        querystring: followQuerySchema,
        response: answers(200, runEventsSchema),
      },
    },
    async (request, reply) => followRun(context, request, reply),
  );
}

function startingRoutes({ app, coordinator, askingFor }: RouteContext): void {
  app.post<{ Body: Static<typeof startRunSchema> }>(
    `${base}/runs`,
    {
      config: changing,
      schema: {
        tags,
        summary: 'Carry out exactly the plan of this hash',
        body: startRunSchema,
        response: answers(202, runStartedSchema),
      },
    },
    async (request, reply) => {
      const { planHash, reason = '', ignoreChecks = [], ...wish } = request.body;
      requireSamePlan(request.headers['if-match'], planHash);
      const { intent, drill, drillStorage, discardDatabases } = planRequestOf(wish);
      const question = { planHash, reason, ignoreChecks, intent, drill, drillStorage, discardDatabases };
      return started(reply, (await coordinator.startRun(question, askingFor(request))).runId);
    },
  );

  app.post<OfRun & { Body: Static<typeof resumeRunSchema> }>(
    `${base}/runs/:runId/resume`,
    {
      config: changing,
      schema: {
        tags,
        summary: 'Go on with a run that stopped, by exactly the plan of this hash',
        params: runParametersSchema,
        body: resumeRunSchema,
        response: answers(202, runStartedSchema),
      },
    },
    async (request, reply) => {
      const { planHash, reason = '', ignoreChecks = [] } = request.body;
      requireSamePlan(request.headers['if-match'], planHash);
      const question = { runId: request.params.runId, planHash, reason, ignoreChecks };
      return started(reply, (await coordinator.resumeRun(question, askingFor(request))).runId);
    },
  );
}

function endingRoute({ app, coordinator, askingFor }: RouteContext): void {
  app.post<OfRun & { Body: Static<typeof abortRunSchema> }>(
    `${base}/runs/:runId/abort`,
    {
      config: changing,
      schema: {
        tags,
        summary: 'Stop a run at the next safe point; what can be taken back is',
        params: runParametersSchema,
        body: abortRunSchema,
        response: answers(202, runStartedSchema),
      },
    },
    async (request, reply) => {
      const { reason = '' } = request.body;
      const question = { runId: request.params.runId, reason };
      return started(reply, (await coordinator.abortRun(question, askingFor(request))).runId);
    },
  );
}

function started(reply: FastifyReply, runId: string): Static<typeof runStartedSchema> {
  const href = `${base}/runs/${runId}`;
  void reply.code(202).header('location', href);
  return { runId, href };
}

/** @throws HapyError HAPY-E520 when the ETag that the plan was read with is not the one that is to be carried out */
function requireSamePlan(ifMatch: string | undefined, planHash: string): void {
  if (ifMatch === undefined || ifMatch === '*') return;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (tags.includes(`"${planHash}"`)) return;
  throw new HapyError('HAPY-E520', {
    expected: (tags[0] ?? '').replaceAll('"', '').slice(0, 12),
    found: planHash.slice(0, 12),
  });
}

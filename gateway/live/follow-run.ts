import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';

import { publicError } from '../../services/rpc/error-trailer.ts';
import { toProblem } from '../problem.ts';
import type { RouteContext } from '../routes/route-context.ts';
import type { followQuerySchema, runEventsSchema, runParametersSchema } from '../schemas/runs.ts';
import { runEventView } from '../views/run-view.ts';
import { EventStream } from './event-stream.ts';
import { leaving } from './leaving.ts';
import { untilDeadline } from './until-deadline.ts';

/** More than this at once is for a stream. */
const eventsMax = 500;

type FollowRequest = FastifyRequest<{
  Params: Static<typeof runParametersSchema>;
  Querystring: Static<typeof followQuerySchema>;
}>;

/** A run's events for a page that keeps a connection open, and for whoever cannot. */
export async function followRun(
  context: RouteContext,
  request: FollowRequest,
  reply: FastifyReply,
): Promise<Static<typeof runEventsSchema> | FastifyReply> {
  const wantsStream = request.headers.accept?.includes('text/event-stream') === true;
  return wantsStream ? streamRun(context, request, reply) : listRunEvents(context, request);
}

async function streamRun(
  context: RouteContext,
  request: FollowRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { coordinator, askingFor, lostProof, languageOf, log, numbers } = context;
  const { runId } = request.params;
  const asking = askingFor(request);
  const language = languageOf(request);
  let after = startOf(request);
  // Whoever asks for a run that there is not gets an answer, not a stream.
  await coordinator.getRun({ runId }, asking);
  reply.hijack();
  const stream = new EventStream(reply.raw);
  numbers.stream(reply.raw);
  const proof = { ...asking, lost: (signal: AbortSignal) => lostProof(request, signal) };
  const left = leaving(reply.raw, proof, (why) => stream.fail(toProblem(why, 'client', language)));
  try {
    for (let ended = false; !ended && stream.isOpen; ) {
      const question = { runId, afterSequence: BigInt(after) };
      const events = coordinator.watchRun(question, { ...asking, signal: left });
      ended = true;
      for await (const event of untilDeadline(events, () => (ended = false))) {
        if (event.event === undefined) continue;
        const data = runEventView(event.event, language);
        after = data.sequence;
        stream.send({ id: String(data.sequence), type: data.kind, data });
        if (!stream.isOpen) break;
      }
    }
    stream.end();
  } catch (error) {
    if (left.aborted) return reply;
    stream.fail(toProblem(publicError(error, log), 'coordinator', language));
  }
  return reply;
}

async function listRunEvents(
  { coordinator, askingFor, languageOf }: RouteContext,
  request: FollowRequest,
): Promise<Static<typeof runEventsSchema>> {
  const { runId } = request.params;
  const asking = askingFor(request);
  const language = languageOf(request);
  const { run } = await coordinator.getRun({ runId }, asking);
  const after = startOf(request);
  const known = Number(run?.lastSequence ?? 0) - after;
  const wanted = known > 0 ? Math.min(known, eventsMax) : 1;
  const patience = AbortSignal.timeout(known > 0 ? 30_000 : request.query.waitSeconds * 1000 + 1);
  const signal = AbortSignal.any([asking.signal, patience]);
  const events: Static<typeof runEventsSchema>['events'] = [];
  try {
    const question = { runId, afterSequence: BigInt(after) };
    for await (const { event } of coordinator.watchRun(question, { ...asking, signal })) {
      if (event !== undefined) events.push(runEventView(event, language));
      if (events.length >= wanted) return { events, ended: events.at(-1)?.kind === 'run-finished' };
    }
    return { events, ended: true };
  } catch (error) {
    if (!patience.aborted) throw error;
    return { events, ended: false };
  }
}

/** The number that a reader has seen last, as its browser tells it, or as it asks. */
function startOf(request: FollowRequest): number {
  const last = request.headers['last-event-id'];
  return typeof last === 'string' && /^\d{1,15}$/.test(last) ? Number(last) : request.query.after;
}

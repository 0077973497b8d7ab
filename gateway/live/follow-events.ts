import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';

import { publicError } from '../../services/rpc/error-trailer.ts';
import { toProblem } from '../problem.ts';
import type { RouteContext } from '../routes/route-context.ts';
import type { eventsQuerySchema, eventsSchema } from '../schemas/events.ts';
import { eventView } from '../views/event-view.ts';
import { EventStream } from './event-stream.ts';
import { leaving } from './leaving.ts';
import { untilDeadline } from './until-deadline.ts';

type EventsRequest = FastifyRequest<{ Querystring: Static<typeof eventsQuerySchema> }>;

/** Where a reader stands: the number that it has seen last, of which stream, or how many it wants to begin with. */
interface Place {
  stream: string;
  after: number;
  newest: number;
}

/** The cluster's events for a page that keeps a connection open, and for whoever cannot. */
export async function followEvents(
  context: RouteContext,
  request: EventsRequest,
  reply: FastifyReply,
): Promise<Static<typeof eventsSchema> | FastifyReply> {
  const wantsStream = request.headers.accept?.includes('text/event-stream') === true;
  return wantsStream ? streamEvents(context, request, reply) : listEvents(context, request);
}

type Events = Static<typeof eventsSchema>;

async function listEvents(context: RouteContext, request: EventsRequest): Promise<Events> {
  const place = placeOf(request);
  const { waitSeconds } = request.query;
  const found = await eventsAt(context, request, place);
  // Who asks for the newest wants to know where things stand; who has seen them wants to know what comes next.
  if (found.events.length > 0 || place.newest > 0 || waitSeconds === 0) return found;
  const next = { stream: found.stream, after: found.head, newest: 0 };
  if (!(await somethingHappens(context, request, next))) return found;
  return eventsAt(context, request, next);
}

/** What there is, `newest` of the query at most: whoever lacks more asks again. */
async function eventsAt(
  { coordinator, askingFor, languageOf }: RouteContext,
  request: EventsRequest,
  place: Place,
): Promise<Events> {
  const found: Events = { stream: '', head: 0, events: [] };
  const question = { ...questionAt(place), follow: false };
  for await (const { event, stream, head } of coordinator.watchEvents(question, askingFor(request))) {
    found.stream = stream;
    found.head = Number(head);
    if (event !== undefined) found.events.push(eventView(event, languageOf(request)));
    if (found.events.length >= request.query.newest) break;
  }
  return found;
}

/** Waits for an event after a place; false when none came in time, or the session ended meanwhile. */
async function somethingHappens(
  { coordinator, askingFor, clock }: RouteContext,
  request: EventsRequest,
  place: Place,
): Promise<boolean> {
  const asking = askingFor(request);
  const patience = new AbortController();
  const until = asking.until === undefined ? [] : [asking.until];
  const signal = AbortSignal.any([asking.signal, patience.signal, ...until]);
  clock.delay(request.query.waitSeconds * 1000, signal).then(
    () => patience.abort(),
    () => undefined,
  );
  try {
    const question = { ...questionAt(place), follow: true };
    for await (const { event } of coordinator.watchEvents(question, { ...asking, signal }))
      if (event !== undefined) return true;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    patience.abort();
  }
  return false;
}

async function streamEvents(
  { coordinator, askingFor, lostProof, languageOf, log, numbers }: RouteContext,
  request: EventsRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const asking = askingFor(request);
  const language = languageOf(request);
  const place = placeOf(request);
  reply.hijack();
  const out = new EventStream(reply.raw);
  numbers.stream(reply.raw);
  const proof = { ...asking, lost: (signal: AbortSignal) => lostProof(request, signal) };
  const left = leaving(reply.raw, proof, (why) => out.fail(toProblem(why, 'client', language)));
  try {
    for (let late = true; late && out.isOpen; ) {
      late = false;
      const question = { ...questionAt(place), follow: true };
      const told = coordinator.watchEvents(question, { ...asking, signal: left });
      for await (const { event, stream, head } of untilDeadline(told, () => (late = true))) {
        if (event === undefined) {
          // Whoever is told of nothing yet still has a place to go on from.
          if (place.newest > 0 && head === 0n) Object.assign(place, { stream, after: 0, newest: 0 });
          continue;
        }
        const data = eventView(event, language);
        Object.assign(place, { stream, after: data.number, newest: 0 });
        out.send({ id: `${stream}-${data.number}`, type: data.kind, data });
        if (!out.isOpen) break;
      }
    }
    out.end();
  } catch (error) {
    if (!left.aborted) out.fail(toProblem(publicError(error, log), 'coordinator', language));
  }
  return reply;
}

function questionAt({ stream, after, newest }: Place) {
  return { stream, after: BigInt(after), newest };
}

/** As a browser tells it when it comes back, or as the address asks. */
function placeOf({ headers, query }: EventsRequest): Place {
  const last = headers['last-event-id'];
  const [, stream = '', number] =
    (typeof last === 'string' ? /^([A-Za-z0-9]{0,64})-(\d{1,15})$/.exec(last) : null) ?? [];
  if (number !== undefined) return { stream, after: Number(number), newest: 0 };
  const { after, newest } = query;
  if (after !== undefined) return { stream: query.stream ?? '', after, newest: 0 };
  return { stream: '', after: 0, newest };
}

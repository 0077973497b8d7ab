import type { ClusterEvent } from '../../services/domain/events/event.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type {
  Event,
  WatchEventsRequest,
  WatchEventsResponse,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { type CallContext, serverStream } from '../../services/rpc/handlers.ts';
import { severityToProto } from '../../services/rpc/mapping/plan.ts';
import type { EventFeed } from '../events/event-feed.ts';
import type { ServiceContext } from './service-context.ts';

/** A reader that takes nothing for so long has stopped reading. */
const takesNothingMs = 30_000;

export function eventRpcs({ events }: Pick<ServiceContext, 'events'>) {
  return {
    watchEvents: serverStream<WatchEventsRequest, WatchEventsResponse>(
      (request, call) => watchEvents(events, request, call),
      { ms: takesNothingMs, refuse: () => new HapyError('HAPY-E722', { behind: 1 }) },
    ),
  };
}

/** The feed in the words of the wire. */
export async function* watchEvents(
  feed: EventFeed,
  { after, stream, newest, follow }: WatchEventsRequest,
  { signal }: Pick<CallContext, 'signal'>,
): AsyncGenerator<WatchEventsResponse> {
  const request = { after: Number(after), stream, newest, follow };
  for await (const { event, head, ...message } of feed.watch(request, signal)) {
    yield { ...message, head: BigInt(head), event: event && eventToProto(event) };
  }
}

function eventToProto({ number, atMs, severity, parameters, ...event }: ClusterEvent): Event {
  return {
    ...event,
    number: BigInt(number),
    atMs: BigInt(atMs),
    severity: severityToProto(severity),
    parameters: { ...parameters },
  };
}

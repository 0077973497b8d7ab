import type { Static } from 'typebox';

import { followEvents } from '../live/follow-events.ts';
import { answers } from '../schemas/common.ts';
import { eventsQuerySchema, eventsSchema } from '../schemas/events.ts';
import { base, reading, type RouteContext } from './route-context.ts';

/** Everything that happens, in one order. */
export function eventRoutes(context: RouteContext): void {
  context.app.get<{ Querystring: Static<typeof eventsQuerySchema> }>(
    `${base}/events`,
    {
      config: reading,
      schema: {
        tags: ['events'],
        summary: 'What happens in the cluster',
        description:
          'As server-sent events where `text/event-stream` is accepted, from `Last-Event-ID` or `after` on and without end; else as JSON what there is, or, after `after`, what comes within `waitSeconds`. Nothing is left out: what is no longer kept is HAPY-E720.',
        querystring: eventsQuerySchema,
        response: answers(200, eventsSchema),
      },
    },
    async (request, reply) => followEvents(context, request, reply),
  );
}

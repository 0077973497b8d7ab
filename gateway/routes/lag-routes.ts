import type { Static } from 'typebox';

import { answers } from '../schemas/common.ts';
import { lagsQuerySchema, lagsSchema } from '../schemas/lags.ts';
import { lagsView } from '../views/lags-view.ts';
import { base, reading, type RouteContext } from './route-context.ts';

/** How far the followers were behind, over the last hour. */
export function lagRoutes({ app, coordinator, askingFor }: RouteContext): void {
  app.get<{ Querystring: Static<typeof lagsQuerySchema> }>(
    `${base}/lags`,
    {
      config: reading,
      schema: {
        tags: ['cluster'],
        summary: 'The replication lag of the last hour',
        description:
          'One sample every ten seconds, as long as the coordinator has been running: it keeps them in memory.',
        querystring: lagsQuerySchema,
        response: answers(200, lagsSchema),
      },
    },
    async (request) => {
      const { after, limit, brief } = request.query;
      // One more than is shown tells whether there are later ones.
      const question = { afterMs: BigInt(after), limit: limit + 1, brief };
      const view = lagsView(await coordinator.getLags(question, askingFor(request)));
      const samples = view.samples.slice(0, limit);
      const last = samples.at(-1);
      if (view.samples.length <= limit || last === undefined) return view;
      const next = `${base}/lags?after=${last.atMs}&limit=${limit}${brief ? '&brief=true' : ''}`;
      return { ...view, samples, next };
    },
  );
}

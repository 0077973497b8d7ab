import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { reading, type RouteContext } from './route-context.ts';

/** The cluster and the gateway for Prometheus. It tells names and states, so it is for whoever may read. */
export function metricsRoutes({ app, coordinator, numbers, askingFor, log }: RouteContext): void {
  app.get(
    '/metrics',
    {
      config: reading,
      schema: {
        tags: ['gateway'],
        summary: 'The cluster and the gateway in Prometheus’ text format',
        produces: ['text/plain'],
        response: { 200: { description: 'docs/metrics.md', content: { 'text/plain': { schema: {} } } } },
      },
    },
    async (request, reply) => {
      const cluster = await coordinator.getMetrics({}, askingFor(request)).catch((error: unknown) => {
        // Ours are worth most while the coordinator is away; a refusal is an answer.
        const category = error instanceof HapyError ? error.category : '';
        if (category !== 'UNAVAILABLE' && category !== 'DEADLINE_EXCEEDED') throw error;
        log.debug({ err: error }, 'metrics without those of the coordinator');
        return undefined;
      });
      const own = await numbers.text({ coordinatorUp: cluster !== undefined });
      return reply
        .type(numbers.contentType)
        .serializer(String)
        .send(`${cluster?.text ?? ''}${own}`);
    },
  );
}

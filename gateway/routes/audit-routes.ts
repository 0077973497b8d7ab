import type { Static } from 'typebox';

import { answers } from '../schemas/common.ts';
import { auditQuerySchema, auditSchema } from '../schemas/trust.ts';
import { base, reading, type RouteContext } from './route-context.ts';

type AuditQuery = Static<typeof auditQuerySchema>;

/** What was done, page by page from the newest line back. */
export function auditRoutes({ app, coordinator, askingFor }: RouteContext): void {
  app.get<{ Querystring: AuditQuery }>(
    `${base}/audit`,
    {
      config: reading,
      schema: {
        tags: ['audit'],
        summary: 'Who did what, as it was written down',
        querystring: auditQuerySchema,
        response: answers(200, auditSchema),
      },
    },
    async (request) => {
      const { node = '', after = 0, before = 0, newest, containing = '', refused } = request.query;
      // One more than is shown tells whether there are older ones.
      const wanted = { newest: newest + 1, containing, refused };
      const question = { node, after: BigInt(after), before: BigInt(before), ...wanted };
      const { lines, damage } = await coordinator.readAudit(question, askingFor(request));
      const shown = lines.slice(-newest).map((line) => JSON.parse(line) as { readonly number: number });
      const next = lines.length > newest && shown[0] !== undefined ? olderThan(shown[0], request.query) : '';
      return { lines: shown, damage, ...(next !== '' && { next }) };
    },
  );
}

/** The same question about what lies before a line. */
function olderThan({ number }: { readonly number: number }, query: AuditQuery): string {
  const asked = Object.entries({ ...query, before: number }).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return `${base}/audit?${new URLSearchParams(asked).toString()}`;
}

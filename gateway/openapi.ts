import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';

/** Of OpenAPI 3.1, which the types of the library do not know. */
const certificate = {
  type: 'mutualTLS',
  description: 'A certificate of an operator or auditor (hapyctl operator create)',
} as unknown as { $ref: string };

/** What every operation of the document is under, and who may call it. */
export const openapiOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'hapy-cluster',
      version: '1',
      description:
        'One highly available OpenNebula cluster: what stands, what would be done, what is being done. Every failure is application/problem+json (RFC 9457) with a code of docs/errors.md, its cause and the next thing to do, in French, or in English for `Accept-Language: en`. Every POST may carry an `Idempotency-Key`. Times are milliseconds since 1970.',
    },
    servers: [{ url: '/' }],
    components: {
      securitySchemes: {
        certificate,
        token: { type: 'http', scheme: 'bearer', description: 'An API token (hapyctl api-token create)' },
        session: {
          ...{ type: 'apiKey', in: 'cookie', name: '__Host-hapy-session' },
          description: 'A browser that POST /api/v1/session let in; changes need the header X-CSRF-Token',
        },
      },
    },
    security: [{ certificate: [] }, { token: [] }, { session: [] }],
    tags: [
      { name: 'cluster', description: 'What stands' },
      { name: 'plan', description: 'What would be done' },
      { name: 'runs', description: 'What is and was done' },
      { name: 'events', description: 'What happens' },
      { name: 'tokens', description: 'Who may join' },
      { name: 'api-tokens', description: 'Which programs may ask' },
      { name: 'certificates', description: 'Who is known' },
      { name: 'audit', description: 'Who did what' },
      { name: 'session', description: 'How a browser gets in' },
      { name: 'gateway', description: 'The gateway itself' },
    ],
  },
};

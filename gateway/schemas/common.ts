import { type TSchema, Type } from 'typebox';

/** Nothing that is not in the schema passes: a misspelt field must not be ignored. */
export const closed = { additionalProperties: false } as const;

export const code = Type.String({ pattern: '^(HAPY-E[0-9]+)?$', description: 'A code of docs/errors.md' });
export const texts = Type.Record(Type.String(), Type.String());
export const timeMs = Type.Integer({ description: 'Milliseconds since 1970 (UTC); 0 for never' });
export const nodeName = Type.String({ minLength: 1, maxLength: 63, pattern: '^[A-Za-z0-9][A-Za-z0-9-]*$' });
export const runId = Type.String({
  minLength: 1,
  maxLength: 40,
  pattern: '^[0-9]+(-[0-9a-f]+)?$',
  description: 'The id of a run, or the number that it begins with',
});

/** The body of every failed request (RFC 9457). */
export const problemSchema = Type.Object(
  {
    type: Type.String({ description: 'urn:hapy: with the code' }),
    title: Type.String({ description: 'What is wrong' }),
    status: Type.Integer(),
    detail: Type.String({ description: 'Why' }),
    code,
    next: Type.String({ description: 'What to do' }),
    parameters: texts,
    lastKnown: Type.Optional(
      Type.Object(
        { atMs: timeMs, stale: Type.Literal(true), body: Type.Unknown() },
        {
          ...closed,
          description: 'The last answer to the same question, where the coordinator cannot be asked now',
        },
      ),
    ),
  },
  { ...closed, title: 'Problem' },
);

/** What every route may answer besides its own: a failure. */
export function answers<S extends TSchema>(status: 200 | 201 | 202, schema: S) {
  return {
    [status]: schema,
    default: {
      description: 'A failure',
      content: { 'application/problem+json': { schema: problemSchema } },
    },
  };
}

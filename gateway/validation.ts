import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';

import { HapyError } from '../services/base/errors/hapy-error.ts';

/**
 * What a request says, held against its schema. Words of a query become numbers where the schema wants numbers; a
 * body is taken as it is, and a field that the schema does not know is refused rather than ignored.
 */
export const validate: FastifySchemaCompiler<TSchema> = ({ schema, httpPart = '' }) => {
  const checker = Compile(schema);
  return (given: unknown) => {
    const value = Value.Default(schema, httpPart === 'body' ? given : Value.Convert(schema, given));
    if (checker.Check(value)) return { value };
    const [first] = checker.Errors(value);
    const where = `${httpPart}${(first?.instancePath ?? '').slice(0, 100)}`;
    return { error: new HapyError('HAPY-E557', { where, problem: (first?.message ?? '').slice(0, 200) }) };
  };
};

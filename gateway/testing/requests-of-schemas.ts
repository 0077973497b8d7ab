import fc from 'fast-check';

/** A JSON schema as the document has it; the few keywords that our schemas use. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly required?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

const nasty = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    '../../etc/passwd',
    '%2e%2e%2f',
    "' OR 1=1 --",
    '<script>',
    '\u0000',
    '🦆',
    '__proto__',
    '\r\nx: y',
  ),
);
const anything = fc.oneof(nasty, fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.jsonValue());

/** What a schema allows, as far as it can be told without solving its patterns. */
export function fitting(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(fitting));
  switch (schema.type) {
    case 'string':
      return schema.pattern === undefined
        ? fc.string({ minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 20, 60) })
        : fc.stringMatching(new RegExp(schema.pattern), { maxLength: 20 });
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -5, max: schema.maximum ?? 100_000 });
    case 'number':
      return fc.double();
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(fitting(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 5, 5),
      });
    case 'object':
      return objectOf(schema, fitting);
    case undefined:
    default:
      return anything;
  }
}

/** Whatever comes near a schema: each part may be as it should, of another kind, missing or too much. */
export function near(schema: JsonSchema): fc.Arbitrary<unknown> {
  const right: fc.Arbitrary<unknown> =
    schema.type === 'object'
      ? objectOf(schema, near)
      : schema.anyOf === undefined
        ? fitting(schema)
        : fc.oneof(...schema.anyOf.map(near));
  return fc.oneof({ weight: 6, arbitrary: right }, { weight: 1, arbitrary: anything });
}

function objectOf(
  { properties = {}, patternProperties = {}, required = [] }: JsonSchema,
  part: (schema: JsonSchema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const [[pattern, value] = []] = Object.entries(patternProperties);
  if (pattern !== undefined && value !== undefined)
    return fc.dictionary(fc.stringMatching(new RegExp(pattern), { maxLength: 20 }), part(value), {
      maxKeys: 3,
    });
  const shape = Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, part(each)]));
  const known = fc.record(shape, { requiredKeys: required.filter((name) => name in shape) });
  if (part === fitting) return known;
  // A field too many, or one too few, now and then.
  return fc
    .tuple(known, fc.option(fc.tuple(nasty, anything), { freq: 5 }), fc.option(fc.nat(), { freq: 5 }))
    .map(([object, extra, missing]) => {
      const entries = Object.entries(object as Record<string, unknown>);
      if (missing !== null && entries.length > 0) entries.splice(missing % entries.length, 1);
      if (extra !== null) entries.push([...extra]);
      return Object.fromEntries(entries);
    });
}

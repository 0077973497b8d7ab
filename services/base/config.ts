import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { isNode, isMap, isSeq, LineCounter, parseDocument, type Document } from 'yaml';

import { readBoundedText } from './bounded-text-file.ts';
import { HapyError } from './errors/hapy-error.ts';

/** No file that a person writes for us comes near this; what is larger is not one of ours. */
const sizeBytesMax = 1024 * 1024;

/** A file as it was read, kept so that every complaint can name the line. */
interface Source {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

type Path = readonly (string | number)[];

/**
 * Reads a YAML file of ours strictly: at most 1 MiB of UTF-8, no unknown key, no duplicate key, no alias.
 * Missing keys take the `default` of the schema; a key without one that is missing is an error. The schema's
 * objects must say `additionalProperties: false` for unknown keys to be refused. The result is frozen.
 *
 * @throws HapyError HAPY-E200 unreadable, E201 too large, E202 no YAML, E203 unknown key, E204 missing key,
 *   E205 wrong value; the last four name file, line and key.
 */
export async function loadConfig<S extends TSchema>(schema: S, path: string): Promise<Static<S>> {
  return parseConfig(schema, await readBoundedText(path, sizeBytesMax), path).value;
}

/** A value with the lines it came from, for complaints that go beyond its schema. */
export interface Located<T> {
  readonly value: T;
  /** The line of what stands at this path, for example ['nodes', 2, 'address']. */
  lineOf(path: Path): number;
}

/** `loadConfig` for files whose meaning is checked afterwards too. */
export async function loadLocated<S extends TSchema>(schema: S, path: string): Promise<Located<Static<S>>> {
  return parseConfig(schema, await readBoundedText(path, sizeBytesMax), path);
}

/** The same for a text that was read already; `file` is what complaints name. */
export function parseConfig<S extends TSchema>(schema: S, text: string, file: string): Located<Static<S>> {
  const source = parseYaml(text, file);
  const value: unknown = Value.Default(schema, toPlain(source));
  const [first] = Value.Errors(schema, value);
  if (first !== undefined) throw complaint(source, schema, value, first);
  return { value: freezeDeep(value) as Static<S>, lineOf: (path) => lineOf(source, path) };
}

function parseYaml(text: string, file: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, strict: true, uniqueKeys: true });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const line = lines.linePos(problem.pos[0]).line;
    const detail = problem.code;
    throw new HapyError('HAPY-E202', { file, line, detail }, problem);
  }
  return { file, document, lines };
}

/** Aliases are refused, because a few lines of them unfold into gigabytes. An empty file is an empty object. */
function toPlain(source: Source): unknown {
  try {
    return (source.document.toJS({ maxAliasCount: 0 }) as unknown) ?? {};
  } catch (error) {
    throw new HapyError('HAPY-E202', { file: source.file, line: 1, detail: 'ALIAS' }, error);
  }
}

interface ValueError {
  readonly keyword: string;
  readonly schemaPath: string;
  readonly instancePath: string;
  readonly params: object;
}

function complaint(source: Source, schema: TSchema, value: unknown, error: ValueError): HapyError {
  const path = pathOf(error.instancePath);
  const at = (where: Path) => ({
    file: source.file,
    line: lineOf(source, where),
    key: where.join('.') || '.',
  });
  if (error.keyword === 'boolean') return new HapyError('HAPY-E203', at(path));
  if (error.keyword === 'required') {
    const [missing] = (error.params as { requiredProperties?: string[] }).requiredProperties ?? [];
    const key = [...path, missing ?? ''].join('.');
    return new HapyError('HAPY-E204', { file: source.file, line: lineOf(source, path), key });
  }
  return new HapyError('HAPY-E205', {
    ...at(path),
    found: shorten(JSON.stringify(valueAt(value, path)) ?? ''),
    expected: expectation(schemaAt(schema, path)),
  });
}

function pathOf(pointer: string): string[] {
  const parts = pointer.split('/').slice(1);
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The line of the key (or list item) at `path`, or of the nearest thing around it that the file has. */
function lineOf(source: Source, path: Path): number {
  let node: unknown = source.document.contents;
  let offset = rangeStart(node) ?? 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => String(isNode(item.key) ? item.key.toJSON() : item.key) === part,
      );
      offset = rangeStart(pair?.key) ?? offset;
      node = pair?.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = rangeStart(node) ?? offset;
    }
  }
  return source.lines.linePos(offset).line || 1;
}

function rangeStart(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, part) => (inner as Record<string, unknown> | undefined)?.[part], value);
}

interface SchemaShape {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly SchemaShape[];
  readonly properties?: Readonly<Record<string, SchemaShape>>;
  readonly items?: SchemaShape;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

function schemaAt(schema: TSchema, path: Path): SchemaShape {
  let shape = schema as SchemaShape;
  for (const part of path) shape = shape.properties?.[part] ?? shape.items ?? {};
  return shape;
}

/** What a value should have been, in signs that need no translation: "eole | opennebula", "integer 1..65535". */
function expectation(shape: SchemaShape): string {
  if (shape.anyOf !== undefined) return shape.anyOf.map(expectation).join(' | ');
  if (shape.enum !== undefined) return shape.enum.map(String).join(' | ');
  if (shape.const !== undefined) return JSON.stringify(shape.const).replaceAll('"', '');
  const type = shape.type ?? '';
  const form = shape.format ?? shape.pattern;
  if (form !== undefined) return `${type} ${form}`.trim();
  if (shape.minimum === undefined && shape.maximum === undefined) return type;
  return `${type} ${shape.minimum ?? ''}..${shape.maximum ?? ''}`.trim();
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function freezeDeep(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) freezeDeep(inner);
  return Object.freeze(value);
}

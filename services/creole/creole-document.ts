import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';

import { HapyError } from '../base/errors/hapy-error.ts';

/**
 * A config.eol as Creole writes it (eole.md section 5): one JSON object, `"name": {"val": …, "owner": …}` a
 * variable; the value of a list is an array, that of a follower of a list an object by index. A variable
 * that is absent, or whose value is null, has its dictionary's default, which the file does not tell.
 */
export interface CreoleDocument {
  readonly file: string;
  /** Of `___version___`, empty when it is not there. */
  readonly version: string;
  readonly names: readonly string[];
  /** The line where a variable stands, counted from 1; 1 for what is absent. */
  lineOf(name: string): number;
  /** The value as it stands, undefined when it is absent or null. */
  valueOf(name: string): unknown;
}

/**
 * Parses the text of a config.eol.
 *
 * @throws HapyError HAPY-E700 no JSON object of variables, HAPY-E701 a variable given twice; with file and line.
 */
export function parseCreole(text: string, file: string): CreoleDocument {
  const lines = lineStarts(text);
  const errors: ParseError[] = [];
  const root = parseBounded(text, file, errors);
  const [first] = errors;
  if (first !== undefined || root?.type !== 'object') {
    const detail = first === undefined ? (root?.type ?? 'empty') : printParseErrorCode(first.error);
    throw new HapyError('HAPY-E700', { file, line: lineAt(lines, first?.offset ?? 0), detail });
  }
  const variables = new Map<string, { readonly line: number; readonly value: unknown }>();
  let version = '';
  for (const property of root.children ?? []) {
    const [key, content] = property.children ?? [];
    if (key === undefined || content === undefined) continue;
    const name = String(key.value);
    const line = lineAt(lines, key.offset);
    if (variables.has(name)) {
      throw new HapyError('HAPY-E701', { file, line, key: name, first: variables.get(name)?.line ?? 1 });
    }
    if (name === '___version___') version = String(getNodeValue(content));
    variables.set(name, { line, value: valueIn(content, file, line, name) });
  }
  return {
    file,
    version,
    names: [...variables.keys()].filter((name) => name !== '___version___'),
    lineOf: (name) => variables.get(name)?.line ?? 1,
    valueOf: (name) => variables.get(name)?.value,
  };
}

/** A config.eol is four levels deep; a text of brackets alone would exhaust the parser's stack. */
const depthMax = 16;

function parseBounded(text: string, file: string, errors: ParseError[]): Node | undefined {
  let depth = 0;
  let insideText = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\' && insideText) at += 1;
    else if (character === '"') insideText = !insideText;
    else if (!insideText && (character === '{' || character === '[')) depth += 1;
    else if (!insideText && (character === '}' || character === ']')) depth -= 1;
    if (depth > depthMax) {
      const line = text.slice(0, at).split('\n').length;
      throw new HapyError('HAPY-E700', { file, line, detail: 'depth' });
    }
  }
  return parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
}

function valueIn(content: Node, file: string, line: number, name: string): unknown {
  if (name === '___version___') return undefined;
  if (content.type !== 'object') {
    throw new HapyError('HAPY-E700', { file, line, detail: `${name}: ${content.type}` });
  }
  const keys = new Set<string>();
  let value: unknown;
  for (const property of content.children ?? []) {
    const [key, inner] = property.children ?? [];
    if (key === undefined || inner === undefined) continue;
    // Two "val" of one variable would let the reader and Creole each believe another one.
    if (keys.has(String(key.value))) {
      throw new HapyError('HAPY-E701', { file, line, key: `${name}.${String(key.value)}`, first: line });
    }
    keys.add(String(key.value));
    if (key.value === 'val') value = getNodeValue(inner) as unknown;
  }
  return value ?? undefined;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The line of an offset, by halving: a config.eol has thousands of lines and as many variables. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

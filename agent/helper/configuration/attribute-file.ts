/*
 * OpenNebula's configuration files: `NAME = value` and `NAME = [ KEY = value, … ]`, with `#` comments
 * anywhere. They are edited in place, by ranges of the text, so that comments, order, unknown sections and
 * line ends stay as a person or a package left them.
 */

/** One `KEY = value`: where its value stands in the text, quotes included. */
interface Entry {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** One top-level attribute. A vector attribute has members. */
interface Attribute extends Entry {
  readonly members: readonly Entry[] | undefined;
}

/** A bracket or a quotation mark that is not closed, or a name without a value. */
export class AttributeSyntaxError extends Error {
  readonly line: number;

  constructor(line: number) {
    super(`line ${line}`);
    this.line = line;
  }
}

/** A value to be written: text is quoted, numbers are bare. */
export type AttributeValue = string | number;

/** The first value of `NAME` or of `KEY` inside `NAME = […]`, without its quotes. */
export function readAttribute(text: string, name: string, key?: string): string | undefined {
  for (const attribute of parse(text)) {
    if (attribute.name !== name) continue;
    const found = key === undefined ? attribute : attribute.members?.find((member) => member.name === key);
    if (found !== undefined) return unquote(text.slice(found.start, found.end));
  }
  return undefined;
}

/**
 * Sets `KEY` in every `NAME = […]` of the text, because oned's choice among several is not ours to guess; adds
 * the key where it is missing, and the attribute at the end where there is none. Setting what is there already
 * returns the text unchanged.
 *
 * @throws AttributeSyntaxError
 */
export function setMember(text: string, name: string, key: string, value: AttributeValue): string {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const vectors = parse(text).filter((attribute) => attribute.name === name && attribute.members);
  if (vectors.length === 0) {
    const separator = text === '' || text.endsWith('\n') ? '' : lineEnd;
    return `${text}${separator}${lineEnd}${name} = [ ${key} = ${written(value)} ]${lineEnd}`;
  }
  let result = text;
  // From the back, so that the ranges of the ones before stay true.
  for (const vector of vectors.reverse()) result = setInVector(result, vector, key, value, lineEnd);
  return result;
}

function setInVector(
  text: string,
  vector: Attribute,
  key: string,
  value: AttributeValue,
  lineEnd: string,
): string {
  const members = vector.members ?? [];
  const present = members.filter((member) => member.name === key);
  if (present.length > 0) {
    let result = text;
    for (const { start, end } of present.reverse()) {
      if (unquote(text.slice(start, end)) === String(value)) continue;
      result = result.slice(0, start) + written(value) + result.slice(end);
    }
    return result;
  }
  const last = members.at(-1);
  if (last === undefined) {
    const opened = vector.start + 1;
    return `${text.slice(0, opened)} ${key} = ${written(value)} ${text.slice(opened)}`;
  }
  const manyLines = text.slice(vector.start, vector.end).includes('\n');
  const gap = manyLines ? lineEnd + indentOf(text, last.start) : ' ';
  return `${text.slice(0, last.end)},${gap}${key} = ${written(value)}${text.slice(last.end)}`;
}

/** The white space that the line of `offset` begins with. */
function indentOf(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
}

function written(value: AttributeValue): string {
  return typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '\\"')}"`;
}

function unquote(raw: string): string {
  return raw.startsWith('"') ? raw.slice(1, -1).replaceAll('\\"', '"') : raw;
}

function parse(text: string): Attribute[] {
  return new Scanner(text).attributes();
}

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  attributes(): Attribute[] {
    const attributes: Attribute[] = [];
    for (;;) {
      this.#skipBlank(/[\s]/);
      if (this.#at >= this.#text.length) return attributes;
      const name = this.#name();
      const start = this.#at;
      const members = this.#text[start] === '[' ? this.#members() : undefined;
      if (members === undefined) this.#value(/[\n#]/);
      attributes.push({ name, start, end: this.#trimmedEnd(start), members });
    }
  }

  #members(): Entry[] {
    const members: Entry[] = [];
    this.#at += 1;
    for (;;) {
      this.#skipBlank(/[\s,]/);
      if (this.#text[this.#at] === ']') {
        this.#at += 1;
        return members;
      }
      const name = this.#name();
      const start = this.#at;
      this.#value(/[\n#,\]]/);
      members.push({ name, start, end: this.#trimmedEnd(start) });
    }
  }

  /** A name, its equals sign and the space around them. Names are not case-sensitive to oned. */
  #name(): string {
    const match = /^[A-Za-z0-9_/.-]+/.exec(this.#text.slice(this.#at, this.#at + 256));
    if (match === null) return this.#refuse(this.#at);
    const at = this.#at;
    this.#at += match[0].length;
    this.#skipBlank(/\s/);
    if (this.#text[this.#at] !== '=') return this.#refuse(at);
    this.#at += 1;
    // An empty value ends with its line (template_parser.l, EQUAL_EMPTY): the next one is another attribute.
    while (/[ \t\r]/.test(this.#text.charAt(this.#at))) this.#at += 1;
    return match[0].toUpperCase();
  }

  #value(stop: RegExp): void {
    const start = this.#at;
    if (this.#text[start] !== '"') {
      while (this.#at < this.#text.length && !stop.test(this.#text.charAt(this.#at))) this.#at += 1;
      return;
    }
    this.#at += 1;
    while (this.#text[this.#at] !== '"') {
      if (this.#at >= this.#text.length) this.#refuse(start);
      // To oned a backslash means something before a quotation mark only.
      this.#at += this.#text.startsWith('\\"', this.#at) ? 2 : 1;
    }
    this.#at += 1;
  }

  #trimmedEnd(start: number): number {
    return start + this.#text.slice(start, this.#at).trimEnd().length;
  }

  #skipBlank(blank: RegExp): void {
    while (this.#at < this.#text.length) {
      const character = this.#text.charAt(this.#at);
      if (character === '#') {
        const end = this.#text.indexOf('\n', this.#at);
        this.#at = end < 0 ? this.#text.length : end;
      } else if (blank.test(character)) this.#at += 1;
      else return;
    }
  }

  #refuse(at: number): never {
    throw new AttributeSyntaxError(this.#text.slice(0, at).split('\n').length);
  }
}

import assert from 'node:assert/strict';

/** A value of OpenNebula's template language: a text, or a vector of named texts. */
export type TemplateValue = string | ReadonlyMap<string, string>;

/** Attributes in the order they were written. A name may stand several times (IM_MAD, VM_MAD). */
export type Template = readonly (readonly [name: string, value: TemplateValue])[];

/** The text that oned answers when a template cannot be read. */
export class TemplateError extends Error {}

/**
 * Reads OpenNebula's template language, which is also the language of oned.conf: `NAME = value`,
 * `NAME = "value"`, `NAME = [ A = "x", B = 1 ]`, `#` begins a comment. Names become upper case. The text of
 * an early end follows the recording error.zone.addserver-bad-template; other errors name line and column too.
 */
export function parseTemplate(text: string): Template {
  const reader = new TemplateReader(text);
  const attributes: (readonly [string, TemplateValue])[] = [];
  while (!reader.atEnd()) attributes.push(reader.attribute());
  return attributes;
}

/** The first value of that name, or undefined. */
export function attributeOf(template: Template, name: string): TemplateValue | undefined {
  return template.find(([candidate]) => candidate === name)?.[1];
}

/** The text of a plain attribute, or of one key of a vector (`textOf(conf, 'FEDERATION', 'SERVER_ID')`). */
export function textOf(template: Template, name: string, key?: string): string | undefined {
  const value = attributeOf(template, name);
  if (value === undefined) return undefined;
  if (key === undefined) return typeof value === 'string' ? value : undefined;
  return typeof value === 'string' ? undefined : value.get(key);
}

class TemplateReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    this.#skipBlank();
    return this.#at >= this.#text.length;
  }

  attribute(): readonly [string, TemplateValue] {
    const name = this.#name();
    this.#expect('=');
    this.#skipBlank();
    if (this.#text[this.#at] !== '[') return [name, this.#plainValue(/[^\n#]*/y)];
    this.#at += 1;
    const vector = new Map<string, string>();
    for (;;) {
      const key = this.#name();
      this.#expect('=');
      this.#skipBlank();
      vector.set(key, this.#plainValue(/[^\s,\]#]*/y));
      this.#skipBlank();
      const separator = this.#text[this.#at];
      this.#at += 1;
      if (separator === ']') return [name, vector];
      if (separator !== ',') {
        this.#at -= 1;
        this.#fail('expecting COMMA or CBRACKET');
      }
    }
  }

  #name(): string {
    this.#skipBlank();
    const name = this.#take(/[A-Za-z0-9_/-]+/y);
    if (name === '') this.#fail('expecting VARIABLE');
    return name.toUpperCase();
  }

  #plainValue(unquoted: RegExp): string {
    if (this.#text[this.#at] !== '"') {
      const value = this.#take(unquoted).trim();
      if (value === '') this.#fail('expecting STRING');
      return value;
    }
    const quoted = this.#take(/"(?:[^"\\]|\\[\s\S])*"/y);
    if (quoted === '') this.#fail('expecting STRING');
    return quoted.slice(1, -1).replaceAll('\\"', '"');
  }

  #expect(character: string): void {
    this.#skipBlank();
    if (this.#text[this.#at] !== character) this.#fail('expecting EQUAL');
    this.#at += 1;
  }

  #skipBlank(): void {
    this.#take(/(?:\s|#[^\n]*)*/y);
  }

  #take(pattern: RegExp): string {
    assert(pattern.sticky);
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #fail(expecting: string): never {
    const before = this.#text.slice(0, this.#at).split('\n');
    const column = before.at(-1)?.length ?? 0;
    const found = this.#at >= this.#text.length ? '$end' : 'character';
    throw new TemplateError(
      `Parse error: syntax error, unexpected ${found}, ${expecting} at line ${before.length - 1}, columns ${column}:${column + 1}`,
    );
  }
}

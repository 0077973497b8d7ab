import sax from 'sax';

/** One element of a document that was small enough and plain enough to be read. */
export interface Element {
  readonly name: string;
  readonly children: readonly Element[];
  /** Its own text and CDATA, joined; the text of children is theirs. */
  readonly text: string;
}

/** What may be kept of a document at once, at most. oned's deepest answers nest 8 levels. */
const limits = { characters: 16 * 1024 * 1024, depth: 40, elements: 500_000 } as const;

/** `strictEntities` is missing in sax's type, not in sax: without it, the HTML entities would be known too. */
const parserOptions = { strictEntities: true, trim: false, position: true };

/** The text of a string is parsed in parts of this many characters, so that sax can pass long texts on. */
const partLength = 64 * 1024;

interface OpenElement {
  name: string;
  children: OpenElement[];
  text: string;
}

type TextSink = (part: string) => void;

interface XmlReading {
  /** Is given each child of the root as it ends; it is then forgotten, so that a long list costs no memory. */
  readonly onChild?: (child: Element) => void;
  /** Asked for each element as it begins, its ancestors first: where its text goes instead of being kept. */
  readonly divert?: (path: readonly Element[]) => TextSink | undefined;
}

/** The document ended before its root did: whoever sent it was cut off. */
export class DocumentCutShort extends Error {}

/**
 * Reads well-formed XML strictly and part by part. A DOCTYPE, an entity other than the five of XML itself, and
 * anything beyond the limits is refused, so that no document unfolds into more than what was received.
 *
 * Both methods throw an Error naming what is wrong; callers give it their code.
 */
export class XmlReader {
  readonly #reading: XmlReading;
  readonly #parser = sax.parser(true, parserOptions);
  readonly #root: OpenElement = { name: '', children: [], text: '' };
  readonly #open = [this.#root];
  readonly #sinks: (TextSink | undefined)[] = [undefined];
  #kept = { characters: 0, elements: 0 };
  #ended = false;

  constructor(reading: XmlReading = {}) {
    this.#reading = reading;
    const parser = this.#parser;
    parser.onerror = (error) => {
      // Only its first line: the others quote where in the text it stands.
      throw new Error(error.message.split('\n')[0]);
    };
    parser.ondoctype = () => {
      throw new Error('document type declaration');
    };
    parser.onopentag = (tag) => this.#begin(tag.name);
    parser.onclosetag = () => this.#finish();
    parser.ontext = (part) => this.#addText(part);
    parser.oncdata = (part) => this.#addText(part);
  }

  write(text: string): void {
    for (let at = 0; at < text.length; at += partLength) {
      this.#parser.write(text.slice(at, at + partLength));
      // What sax holds back of a long text goes to its sink now.
      this.#parser.flush();
    }
  }

  /** The root, without the children that `onChild` was given. */
  end(): Element {
    if (!this.#ended) throw new DocumentCutShort('the document ends too early');
    this.#parser.close();
    const [document] = this.#root.children;
    if (document === undefined) throw new Error('no document');
    return document;
  }

  #begin(name: string): void {
    this.#kept.elements += 1;
    if (this.#kept.elements > limits.elements || this.#open.length > limits.depth)
      throw new Error('document too deep or long');
    const element: OpenElement = { name, children: [], text: '' };
    this.#open.at(-1)?.children.push(element);
    this.#open.push(element);
    this.#sinks.push(this.#reading.divert?.(this.#open));
  }

  #finish(): void {
    const element = this.#open.pop();
    this.#sinks.pop();
    const depth = this.#open.length;
    if (depth === 1) this.#ended = true;
    if (depth !== 2 || element === undefined || this.#reading.onChild === undefined) return;
    this.#open.at(-1)?.children.pop();
    this.#kept = { characters: 0, elements: 0 };
    this.#reading.onChild(element);
  }

  #addText(part: string): void {
    const sink = this.#sinks.at(-1);
    if (sink !== undefined) return sink(part);
    const element = this.#open.at(-1);
    if (element === undefined) return;
    this.#kept.characters += part.length;
    if (this.#kept.characters > limits.characters) throw new Error('document too large');
    element.text += part;
  }
}

/** A document that is in memory already. @throws Error like `XmlReader` */
export function parseXml(text: string): Element {
  const reader = new XmlReader();
  reader.write(text);
  return reader.end();
}

/** The first child of that name. */
export function childOf(element: Element | undefined, name: string): Element | undefined {
  return element?.children.find((child) => child.name === name);
}

export function childrenOf(element: Element | undefined, name: string): readonly Element[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The text at the end of a path of child names, or '' when the path ends before. */
export function textAt(element: Element | undefined, ...path: readonly string[]): string {
  return path.reduce<Element | undefined>((at, name) => childOf(at, name), element)?.text ?? '';
}

/** The same as one line for a person or a log: control characters, which a terminal would obey, are replaced. */
export function lineAt(element: Element | undefined, ...path: readonly string[]): string {
  return plainLine(textAt(element, ...path));
}

/** A text of somebody else's as one harmless line: control and direction characters become U+FFFD. */
export function plainLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

/** The whole number at the end of a path, or `fallback` when there is none. */
export function integerAt(element: Element | undefined, path: readonly string[], fallback: number): number {
  const text = textAt(element, ...path).trim();
  return /^-?\d{1,16}$/.test(text) ? Number(text) : fallback;
}

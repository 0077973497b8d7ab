import sax from 'sax';

/** One element of a document that was small enough and plain enough to be read whole. */
export interface Element {
  readonly name: string;
  readonly children: readonly Element[];
  /** Its own text and CDATA, joined; the text of children is theirs. */
  readonly text: string;
}

/** What a document may be at most. oned's deepest answers nest 8 levels. */
const limits = { characters: 64 * 1024 * 1024, depth: 40, elements: 2_000_000 } as const;

/** `strictEntities` is missing in sax's type, not in sax: without it, the HTML entities would be known too. */
const parserOptions = { strictEntities: true, trim: false, position: false };

interface OpenElement {
  name: string;
  children: OpenElement[];
  text: string;
}

/**
 * Reads well-formed XML strictly. A DOCTYPE, an entity other than the five of XML itself, and anything beyond
 * the limits is refused, so that no document unfolds into more than what was received.
 *
 * @throws Error naming what is wrong; callers give it their code.
 */
export function parseXml(text: string): Element {
  if (text.length > limits.characters) throw new Error('document too large');
  const parser = sax.parser(true, parserOptions);
  const root: OpenElement = { name: '', children: [], text: '' };
  const open = [root];
  let elements = 0;
  parser.onerror = (error) => {
    throw error;
  };
  parser.ondoctype = () => {
    throw new Error('document type declaration');
  };
  parser.onopentag = (tag) => {
    elements += 1;
    if (elements > limits.elements || open.length > limits.depth)
      throw new Error('document too deep or long');
    const element: OpenElement = { name: tag.name, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  };
  parser.onclosetag = () => open.pop();
  const addText = (part: string) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += part;
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.write(text).close();
  const [document] = root.children;
  if (document === undefined) throw new Error('no document');
  return document;
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

/** The whole number at the end of a path, or `fallback` when there is none. */
export function integerAt(element: Element | undefined, path: readonly string[], fallback: number): number {
  const text = textAt(element, ...path).trim();
  return /^-?\d{1,16}$/.test(text) ? Number(text) : fallback;
}

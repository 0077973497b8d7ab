import sax from 'sax';

/** One element of a small XML document; `text` joins its own characters and CDATA. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

export class XmlError extends Error {}

interface OpenElement {
  name: string;
  children: OpenElement[];
  text: string;
}

const depthMax = 40;
const elementsMax = 200_000;

/**
 * Reads a document into a tree. Strict: no DOCTYPE, hence no entities of a document's own, a bounded depth
 * and number of elements. The caller bounds the length.
 */
export function parseXml(text: string): XmlElement {
  const parser = sax.parser(true, {});
  const open: OpenElement[] = [];
  let root: OpenElement | undefined;
  let count = 0;
  parser.onerror = (error) => {
    throw new XmlError(error.message);
  };
  parser.ondoctype = () => {
    throw new XmlError('DOCTYPE is not accepted');
  };
  parser.onopentag = (tag) => {
    count += 1;
    if (open.length >= depthMax || count > elementsMax)
      throw new XmlError('document is too deep or too large');
    const element: OpenElement = { name: tag.name, children: [], text: '' };
    const parent = open.at(-1);
    if (parent === undefined) root ??= element;
    else parent.children.push(element);
    open.push(element);
  };
  parser.onclosetag = () => void open.pop();
  const addText = (characters: string) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += characters;
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.write(text).close();
  if (root === undefined) throw new XmlError('no element found');
  return root;
}

export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

/** The text of a child, or the empty text. */
export function childText(element: XmlElement, name: string): string {
  return childOf(element, name)?.text ?? '';
}

/** A value as oned writes it inside its documents. */
export function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

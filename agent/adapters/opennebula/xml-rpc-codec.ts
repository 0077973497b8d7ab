import { childOf, childrenOf, type Element, XmlReader } from '../../bounded-xml.ts';

/** What a call may carry: oned knows strings and 32-bit integers. */
export type Parameter = string | number;

/** oned's answer (opennebula.md section 5). `fault` is the XML-RPC library's own: a call of the wrong form. */
export type Answer =
  | { readonly kind: 'success'; readonly value: string | number | boolean }
  | {
      readonly kind: 'failure';
      readonly message: string;
      readonly errorCode: number;
      /** Which object it is about; -1 for none. */
      readonly objectId: number;
      /** The replicated index; -1 for none, and up to OpenNebula 5.8, whose failures have four parts. */
      readonly replicationIndex: number;
    }
  | { readonly kind: 'fault'; readonly message: string; readonly faultCode: number };

export function encodeCall(method: string, parameters: readonly Parameter[]): string {
  const values = parameters.map((each) =>
    typeof each === 'number' ? `<int>${Math.trunc(each)}</int>` : `<string>${escapeXml(each)}</string>`,
  );
  const body = values.map((value) => `<param><value>${value}</value></param>`).join('');
  return `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${body}</params></methodCall>`;
}

/**
 * Reads an answer part by part. The string of a success goes to `sink` as it comes, when there is one: a pool
 * of thousands of hosts is a document inside that string, and is never in memory as a whole.
 */
export class AnswerReader {
  readonly #reader: XmlReader;

  constructor(sink?: (part: string) => void) {
    this.#reader = new XmlReader({
      divert: (path) => (sink !== undefined && isSuccessString(path) ? sink : undefined),
    });
  }

  write(text: string): void {
    this.#reader.write(text);
  }

  /** @throws Error when it is no answer of oned's, DocumentCutShort when it ends too early */
  end(): Answer {
    return answerFrom(this.#reader.end());
  }
}

/** @throws Error when the text is no answer of oned's */
export function decodeAnswer(text: string): Answer {
  const reader = new AnswerReader();
  reader.write(text);
  return reader.end();
}

const stringPath = ['', 'methodResponse', 'params', 'param', 'value', 'array', 'data', 'value', 'string'];

/** Whether the element that begins is the second value of an array whose first value is true. */
function isSuccessString(path: readonly Element[]): boolean {
  if (path.length !== stringPath.length || path.some((each, at) => each.name !== stringPath[at]))
    return false;
  const values = childrenOf(path.at(-3), 'value');
  return values.length === 2 && childOf(values[0], 'boolean')?.text.trim() === '1';
}

function answerFrom(response: Element): Answer {
  if (response.name !== 'methodResponse') throw new Error(`element ${response.name}`);
  const fault = childOf(response, 'fault');
  if (fault !== undefined) return decodeFault(fault);
  const param = childOf(childOf(response, 'params'), 'param');
  const items = childrenOf(childOf(childOf(childOf(param, 'value'), 'array'), 'data'), 'value').map(scalarOf);
  const [succeeded, value, errorCode, objectId, replicationIndex] = items;
  if (succeeded === true && value !== undefined) return { kind: 'success', value };
  if (succeeded !== false || typeof value !== 'string') throw new Error('no success flag');
  return {
    kind: 'failure',
    message: value,
    errorCode: numberOf(errorCode),
    objectId: numberOf(objectId),
    replicationIndex: numberOf(replicationIndex),
  };
}

function numberOf(item: string | number | boolean | undefined): number {
  return typeof item === 'number' ? item : -1;
}

function decodeFault(fault: Element): Answer {
  const members = childrenOf(childOf(childOf(fault, 'value'), 'struct'), 'member');
  const values = new Map(
    members.map((member) => [childOf(member, 'name')?.text, scalarOf(childOf(member, 'value'))]),
  );
  return {
    kind: 'fault',
    faultCode: Number(values.get('faultCode') ?? -1),
    message: String(values.get('faultString') ?? ''),
  };
}

function scalarOf(value: Element | undefined): string | number | boolean {
  // A value without a type element is a string (XML-RPC specification, "Scalar <value>s").
  const typed = value?.children[0];
  if (value === undefined || typed === undefined) return value?.text ?? '';
  switch (typed.name) {
    case 'string':
      return typed.text;
    case 'i4':
    case 'int':
    case 'i8':
    case 'double':
      return Number(typed.text);
    case 'boolean':
      return typed.text.trim() === '1';
    default:
      throw new Error(`type ${typed.name}`);
  }
}

function escapeXml(text: string): string {
  return text.replace(
    /[&<>]/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? character,
  );
}

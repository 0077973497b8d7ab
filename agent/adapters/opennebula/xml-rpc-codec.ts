import { childOf, childrenOf, type Element, parseXml } from '../../bounded-xml.ts';

/** What a call may carry: oned knows strings and 32-bit integers. */
export type Parameter = string | number;

/** oned's answer (opennebula.md section 5). `fault` is the XML-RPC library's own: a call of the wrong form. */
export type Answer =
  | { readonly kind: 'success'; readonly value: string | number | boolean }
  | { readonly kind: 'failure'; readonly message: string; readonly errorCode: number }
  | { readonly kind: 'fault'; readonly message: string; readonly faultCode: number };

export function encodeCall(method: string, parameters: readonly Parameter[]): string {
  const values = parameters.map((each) =>
    typeof each === 'number' ? `<int>${Math.trunc(each)}</int>` : `<string>${escapeXml(each)}</string>`,
  );
  const body = values.map((value) => `<param><value>${value}</value></param>`).join('');
  return `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${body}</params></methodCall>`;
}

/** @throws Error when the text is no answer of oned's */
export function decodeAnswer(text: string): Answer {
  const response = parseXml(text);
  if (response.name !== 'methodResponse') throw new Error(`element ${response.name}`);
  const fault = childOf(response, 'fault');
  if (fault !== undefined) return decodeFault(fault);
  const param = childOf(childOf(response, 'params'), 'param');
  const items = childrenOf(childOf(childOf(childOf(param, 'value'), 'array'), 'data'), 'value').map(scalarOf);
  const [succeeded, value, errorCode] = items;
  if (succeeded === true && value !== undefined) return { kind: 'success', value };
  if (succeeded !== false || typeof value !== 'string') throw new Error('no success flag');
  return { kind: 'failure', message: value, errorCode: typeof errorCode === 'number' ? errorCode : -1 };
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

import { type Value, WireFault } from './value.ts';
import { childOf, childText, parseXml, type XmlElement, XmlError } from './xml.ts';

export interface Call {
  readonly method: string;
  readonly parameters: readonly Value[];
}

const notACall = 'Call XML not a proper XML-RPC call.  ';

/** Reads a call; what is none becomes fault -503 with xmlrpc-c's words (recordings solo.error.*). */
export function decodeCall(body: string): Call {
  const root = callDocument(body);
  const name = childOf(root, 'methodName')?.text.trim() ?? '';
  if (root.name !== 'methodCall' || name === '') {
    throw new WireFault(-503, `${notACall}XML element is not a methodCall with a methodName`);
  }
  const parameters = childOf(root, 'params')?.children.filter((child) => child.name === 'param') ?? [];
  return {
    method: name,
    parameters: parameters.map((parameter) => decodeValue(childOf(parameter, 'value'))),
  };
}

function callDocument(body: string): XmlElement {
  try {
    return parseXml(body);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const detail = body.trimStart().startsWith('<')
      ? `Invalid XML "content".  Problem with token at '...': no element found`
      : 'syntax error';
    throw new WireFault(-503, `${notACall}Call is not valid XML.  ${detail}`);
  }
}

/** Reads an answer: the value, or the fault that it carries. */
export function decodeAnswer(body: string): Value {
  const root = parseXml(body);
  const fault = childOf(root, 'fault');
  if (fault !== undefined) throw decodeFault(fault);
  const parameter = childOf(root, 'params')?.children[0];
  if (root.name !== 'methodResponse' || parameter === undefined) throw new XmlError('not an XML-RPC answer');
  return decodeValue(childOf(parameter, 'value'));
}

function decodeFault(fault: XmlElement): WireFault {
  const members = childOf(childOf(fault, 'value') ?? fault, 'struct')?.children ?? [];
  const member = (name: string) => {
    const found = members.find((candidate) => childText(candidate, 'name') === name);
    return found === undefined ? undefined : decodeValue(childOf(found, 'value'));
  };
  const code = member('faultCode');
  const message = member('faultString');
  return new WireFault(Number(code?.value ?? -500), message?.type === 'string' ? message.value : '');
}

function decodeValue(element: XmlElement | undefined): Value {
  if (element === undefined) throw new WireFault(-503, `${notACall}value is missing`);
  const typed = element.children[0];
  if (typed === undefined) return { type: 'string', value: element.text };
  switch (typed.name) {
    case 'string':
      return { type: 'string', value: typed.text };
    case 'int':
    case 'i4':
      return { type: 'i4', value: decodeInteger(typed.text) | 0 };
    case 'i8':
      return { type: 'i8', value: decodeInteger(typed.text) };
    case 'boolean':
      return { type: 'boolean', value: typed.text.trim() === '1' };
    case 'array':
      return { type: 'array', value: (childOf(typed, 'data')?.children ?? []).map(decodeValue) };
    default:
      throw new WireFault(-503, `${notACall}unknown value type ${typed.name}`);
  }
}

function decodeInteger(digits: string): number {
  const value = Number(digits.trim());
  if (!Number.isSafeInteger(value)) throw new WireFault(-503, `${notACall}not an integer`);
  return value;
}

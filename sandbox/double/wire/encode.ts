import type { Value } from './value.ts';

const head = '<?xml version="1.0" encoding="UTF-8"?>';

/** The lines of a message with the line ends of xmlrpc-c (every recording has CR LF). */
function lines(...parts: readonly string[]): string {
  return parts.map((part) => `${part}\r\n`).join('');
}

function escapeText(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#x0d;');
}

function encodeValue(value: Value): string {
  switch (value.type) {
    case 'string':
      return `<value><string>${escapeText(value.value)}</string></value>`;
    case 'boolean':
      return `<value><boolean>${value.value ? 1 : 0}</boolean></value>`;
    case 'array':
      return `<value><array><data>\r\n${value.value.map((item) => `${encodeValue(item)}\r\n`).join('')}</data></array></value>`;
    case 'i4':
    case 'i8':
      return `<value><${value.type}>${value.value}</${value.type}></value>`;
  }
}

/** A call as one oned sends it to another (recordings in wire/). */
export function encodeCall(method: string, parameters: readonly Value[]): string {
  return lines(
    head,
    '<methodCall>',
    `<methodName>${escapeText(method)}</methodName>`,
    '<params>',
    ...parameters.map((parameter) => `<param>${encodeValue(parameter)}</param>`),
    '</params>',
    '</methodCall>',
  );
}

export function encodeAnswer(value: Value): string {
  return lines(
    head,
    '<methodResponse>',
    '<params>',
    `<param>${encodeValue(value)}</param>`,
    '</params>',
    '</methodResponse>',
  );
}

export function encodeFault(code: number, message: string): string {
  return lines(
    head,
    '<methodResponse>',
    '<fault>',
    '<value><struct>',
    '<member><name>faultCode</name>',
    `<value><i4>${code}</i4></value></member>`,
    '<member><name>faultString</name>',
    `<value><string>${escapeText(message)}</string></value></member>`,
    '</struct></value>',
    '</fault>',
    '</methodResponse>',
  );
}

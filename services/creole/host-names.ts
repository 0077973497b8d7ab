import { isIPv4 } from 'node:net';

import { prefixLengthOf } from '../domain/network.ts';

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** One label of RFC 1123: what EOLE calls nom_machine. */
export function isShortName(text: string): boolean {
  return label.test(text);
}

/** A DNS name of at most 253 characters (RFC 1123 section 2.1). */
export function isDnsName(text: string): boolean {
  return text.length <= 253 && text.split('.').every((part) => label.test(part));
}

/** A plain IPv4 address; forms that only some resolvers read, like 10.1 or 0x0a.0.0.1, are none. */
export function isAddress(text: string): boolean {
  return isIPv4(text);
}

/** The mask of a subnet that has room for a cluster. */
export function isNetmask(text: string): boolean {
  const prefixLength = isIPv4(text) ? prefixLengthOf(text) : undefined;
  return prefixLength !== undefined && prefixLength >= 1 && prefixLength <= 30;
}

/** Shows a value in an error: at most 60 characters, control characters made visible. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
  const visible = text.replace(/[\p{Cc}\p{Cf}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return visible.length > 60 ? `${visible.slice(0, 59)}…` : visible;
}

import { createHash } from 'node:crypto';

/** One line of an audit: who asked what of whom, and what came of it. */
export interface AuditLine {
  /** From 1, without gaps. */
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** "coordinator" or "agent/hapy2": whose file this is. */
  readonly program: string;
  /** "operator/anne", "local-admin/root", "coordinator/coordinator", "anonymous". */
  readonly who: string;
  /** The certificate's serial number; empty where there was none. */
  readonly serial: string;
  /** The gateway, when the person came through it. */
  readonly via: string;
  /** Address and port, or "unix". */
  readonly from: string;
  /** "CoordinatorService/StartRun", or what the program itself did. */
  readonly what: string;
  readonly details: Readonly<Record<string, string>>;
  /** "ok" or the code of the refusal or failure. */
  readonly result: string;
  /** The hash of the line before; 64 zeros before the first. */
  readonly previous: string;
}

/** A line with its own hash, as it stands in the file. */
export interface SealedLine extends AuditLine {
  readonly hash: string;
}

/** Where a file ends: what anybody who keeps it can hold against the file later. */
export interface AuditHead {
  readonly number: number;
  readonly hash: string;
}

export const emptyHead: AuditHead = { number: 0, hash: '0'.repeat(64) };

/** The text of a line without its line feed: JSON with the hash of all that stands before it. */
export function sealLine(line: AuditLine): { readonly text: string; readonly head: AuditHead } {
  const body = JSON.stringify(line);
  const hash = hashOf(body);
  return { text: `${body.slice(0, -1)},"hash":"${hash}"}`, head: { number: line.number, hash } };
}

/** The text that the hash was made of, and the hash; undefined for what `sealLine` never wrote. */
export function unsealLine(
  text: string,
): { readonly line: AuditLine; readonly hash: string; readonly genuine: boolean } | undefined {
  const [, body, hash] = /^(\{.*),"hash":"([0-9a-f]{64})"\}$/.exec(text) ?? [];
  if (body === undefined || hash === undefined) return undefined;
  try {
    const line = JSON.parse(`${body}}`) as AuditLine;
    return { line, hash, genuine: hashOf(`${body}}`) === hash };
  } catch {
    return undefined;
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

import type { Paged } from './paged-list.ts';

/** One line of the audit as it was written. */
export interface AuditEntry {
  readonly number: number;
  readonly at: string;
  readonly who: string;
  /** "gateway" when the person came through it. */
  readonly via: string;
  /** Address and port, or "unix". */
  readonly from: string;
  readonly what: string;
  readonly details: Readonly<Record<string, string>>;
  readonly result: string;
}

/** Which lines of the audit somebody looks for. */
export interface AuditQuestion {
  /** Whose audit: a node's, or the coordinator's when it is empty. */
  readonly node: string;
  readonly containing: string;
  readonly refused: boolean;
}

/** As the gateway answers: oldest first. */
export interface AuditPage {
  readonly lines: readonly AuditEntry[];
  readonly damage: string;
  readonly next?: string;
}

const linesOfAPage = 100;

/** Where the newest lines are that somebody looks for. */
export function auditAddress({ node, containing, refused }: AuditQuestion): string {
  const asked = new URLSearchParams({ newest: String(linesOfAPage) });
  if (node !== '') asked.set('node', node);
  if (containing !== '') asked.set('containing', containing);
  if (refused) asked.set('refused', 'true');
  return `/audit?${asked.toString()}`;
}

/** Newest first, as the page shows them. */
export function pageOfAudit({ lines, next = '' }: AuditPage): Paged<AuditEntry> {
  return { entries: lines.toReversed(), older: next };
}

import { type AuditLine, unsealLine } from './audit-line.ts';

/** Which lines of an audit somebody wants to see. */
export interface AuditSelection {
  /** Only lines with a higher number. */
  readonly after: number;
  /** Only lines with a lower number; 0 for any. */
  readonly before: number;
  /** So many of the newest of what is left; 0 for all. */
  readonly newest: number;
  /** What must stand in who, what, from where, what about or the outcome, in capitals or not; empty for anything. */
  readonly containing: string;
  /** Only what was refused or has failed. */
  readonly refused: boolean;
}

/** The whole file. */
export const everyLine: AuditSelection = { after: 0, before: 0, newest: 0, containing: '', refused: false };

/** Lines as they stand in the file, in its order. Half of one and other strange ones are left out: verifying tells of them. */
export function selectLines(lines: readonly string[], selection: AuditSelection): string[] {
  const { after, before, newest, refused } = selection;
  const wanted = selection.containing.trim().toLowerCase();
  const selected = lines.filter((text) => {
    const line = unsealLine(text)?.line;
    if (line === undefined || line.number <= after) return false;
    if (before > 0 && line.number >= before) return false;
    if (refused && line.result === 'ok') return false;
    return wanted === '' || searched(line).includes(wanted);
  });
  return newest === 0 ? selected : selected.slice(-newest);
}

/** Not the hashes: some letters of a name would be found in any of them. */
function searched({ who, what, via, from, result, details }: AuditLine): string {
  const about = Object.entries(details).map(([name, value]) => `${name} ${value}`);
  return [who, what, via, from, result, ...about].join('\n').toLowerCase();
}

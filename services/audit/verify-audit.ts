import { type AuditHead, emptyHead, unsealLine } from './audit-line.ts';

export type AuditVerdict =
  | { readonly whole: true; readonly head: AuditHead }
  | {
      readonly whole: false;
      /** Of the file, from 1. */
      readonly atLine: number;
      readonly damage: 'unreadable' | 'changed' | 'missing' | 'order' | 'shortened';
    };

/**
 * Holds the lines of a file against their hashes and against each other. `known` is an end of the file that was
 * remembered elsewhere: a file that stops before it, or has something else there, was shortened.
 */
export function verifyAudit(lines: readonly string[], known: readonly AuditHead[] = []): AuditVerdict {
  let head = emptyHead;
  const wanted = new Map(known.map(({ number, hash }) => [number, hash]));
  for (const [index, text] of lines.entries()) {
    const atLine = index + 1;
    const sealed = unsealLine(text);
    if (sealed === undefined) return { whole: false, atLine, damage: 'unreadable' };
    const { line, hash, genuine } = sealed;
    if (!genuine) return { whole: false, atLine, damage: 'changed' };
    if (line.number !== head.number + 1) {
      const expected = head.number + 1;
      const isLater = lines.slice(atLine).some((later) => unsealLine(later)?.line.number === expected);
      const damage = line.number > expected && !isLater ? 'missing' : 'order';
      return { whole: false, atLine, damage };
    }
    if (line.previous !== head.hash) return { whole: false, atLine, damage: 'changed' };
    const remembered = wanted.get(line.number);
    if (remembered !== undefined && remembered !== hash) return { whole: false, atLine, damage: 'changed' };
    head = { number: line.number, hash };
  }
  const furthest = Math.max(0, ...wanted.keys());
  if (furthest > head.number) return { whole: false, atLine: lines.length + 1, damage: 'shortened' };
  return { whole: true, head };
}

/** "shortened (line 12)": for a person and for the wire; empty for a whole file. */
export function damageText(verdict: AuditVerdict): string {
  return verdict.whole ? '' : `${verdict.damage} (${verdict.atLine})`;
}

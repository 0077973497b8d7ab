import type { Finding } from '../plan.ts';

/** A finding that was seen, and for how long. */
export interface LedgerEntry<F extends Finding = Finding> {
  readonly finding: F;
  /** When the look was that saw it first. */
  readonly sinceMs: number;
  /** Whether it was told as opened; before that it may still turn out to be seen in passing. */
  readonly open: boolean;
  /** How many looks in a row have not seen it. */
  readonly missed: number;
}

export type Ledger<F extends Finding = Finding> = ReadonlyMap<string, LedgerEntry<F>>;

/** In this many looks in a row a finding must be seen before it is news, and not be seen before it is over. */
const looksToBelieve = 2;

/** What tells one finding from another of the same code: whom or what it is about, and not how bad it is. */
const subjects = ['host', 'server', 'name', 'holder', 'issue', 'endpoint'] as const;

export function keyOfFinding({ code, severity, node, parameters }: Finding): string {
  return [code, severity, node, ...subjects.map((name) => parameters[name] ?? '')].join(' ');
}

/** What one look changes: a new ledger, and what is news. `unsettled` says that the next look decides something. */
export function seeFindings<F extends Finding>(
  ledger: Ledger<F>,
  findings: readonly F[],
  nowMs: number,
): {
  readonly ledger: Ledger<F>;
  readonly opened: readonly LedgerEntry<F>[];
  readonly closed: readonly LedgerEntry<F>[];
  readonly unsettled: boolean;
} {
  const next = new Map<string, LedgerEntry<F>>();
  const opened: LedgerEntry<F>[] = [];
  const closed: LedgerEntry<F>[] = [];
  let unsettled = false;
  for (const finding of findings) {
    const key = keyOfFinding(finding);
    const known = ledger.get(key);
    if (next.has(key)) continue;
    const open = known?.open === true || known?.missed === 0;
    const entry = { finding, sinceMs: known?.sinceMs ?? nowMs, open, missed: 0 };
    if (open && known?.open !== true) opened.push(entry);
    if (!open) unsettled = true;
    next.set(key, entry);
  }
  for (const [key, entry] of ledger) {
    if (next.has(key)) continue;
    const missed = entry.missed + 1;
    if (missed >= looksToBelieve && entry.open) closed.push(entry);
    else if (entry.open) {
      unsettled = true;
      next.set(key, { ...entry, missed });
    }
  }
  return { ledger: next, opened, closed, unsettled };
}

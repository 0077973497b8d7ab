import assert from 'node:assert/strict';
import type { Effects, LogRecord } from './effects.ts';

/** The replicated log in memory. Record 0 exists in every database (fact 4), so the log is never empty. */
export class RaftLog {
  readonly #records = new Map<number, LogRecord>();
  lastIndex = 0;
  lastTerm = 0;
  /** Index up to which the records' SQL has been executed. */
  lastApplied = 0;

  constructor(records: readonly LogRecord[]) {
    assert(records.length > 0, 'record 0 always exists');
    for (const record of records) this.#records.set(record.index, { ...record });
    this.readBounds();
  }

  /** A record is found only when the one before it is there too: oned reads both in one query. */
  get(index: number): { record: LogRecord; previous: LogRecord } | undefined {
    const record = this.#records.get(index);
    const previous = this.#records.get(index === 0 ? 0 : index - 1);
    return record === undefined || previous === undefined ? undefined : { record, previous };
  }

  append(record: LogRecord, effects: Effects): void {
    this.#records.set(record.index, record);
    if (record.index > this.lastIndex) {
      this.lastIndex = record.index;
      this.lastTerm = record.term;
    }
    effects.persisted.push({ kind: 'append', record });
  }

  truncate(fromIndex: number, effects: Effects): void {
    for (let index = fromIndex; index <= this.lastIndex; index += 1) this.#records.delete(index);
    this.lastIndex = fromIndex - 1;
    this.lastTerm = this.#records.get(this.lastIndex)?.term ?? this.lastTerm;
    effects.persisted.push({ kind: 'truncate', fromIndex });
  }

  applyUpTo(index: number, effects: Effects): void {
    while (this.lastApplied < index) {
      const next = this.get(this.lastApplied + 1);
      if (next === undefined) return;
      next.record.applied = true;
      this.lastApplied = next.record.index;
      effects.persisted.push({ kind: 'apply', record: next.record });
    }
  }

  /**
   * Counts last and applied index again from the records, as oned does from its table at every change of
   * role. In between, a truncation does not lower `lastApplied`.
   */
  readBounds(): void {
    this.lastIndex = Math.max(...this.#records.keys());
    this.lastTerm = this.#records.get(this.lastIndex)?.term ?? 0;
    this.lastApplied = 0;
    for (const record of this.#records.values()) {
      if (record.applied && record.index > this.lastApplied) this.lastApplied = record.index;
    }
  }
}

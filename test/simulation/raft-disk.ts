import type { LogRecord } from '../../sandbox/double/raft/effects.ts';
import type { LastRecord, ModelDatabase } from '../doubles/model-node.ts';

/** What of a server outlives its process. */
export interface Disk {
  term: number;
  votedFor: number;
  readonly records: Map<number, LogRecord>;
}

/**
 * What a database brings to its first start in HA. Every one has a record from its beginning; of a zone that was led
 * the last two are left, for oned finds a record only together with the one before it.
 */
export function diskOf({ index }: ModelDatabase): Disk {
  const last = Math.max(0, index);
  const term = last > 0 ? 1 : 0;
  const record = (at: number): LogRecord => ({ index: at, term, sql: 'before', applied: true });
  const indexes = last > 0 ? [last - 1, last] : [0];
  return { term, votedFor: -1, records: new Map(indexes.map((at) => [at, record(at)])) };
}

export function copyOf({ term, votedFor, records }: Disk): Disk {
  return { term, votedFor, records: new Map([...records].map(([index, record]) => [index, { ...record }])) };
}

/** Its last record. */
export function endOf({ records }: Disk): LastRecord {
  const last = [...records.values()].at(-1);
  return { lastLogIndex: last?.index ?? -1, lastLogTerm: last?.term ?? -1 };
}

/** A short digest of everything that was ever written, in its order (FNV-1a). */
export function chained(before: string, written: string): string {
  let hash = 0x811c9dc5;
  for (const character of `${before}/${written}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, '0');
}

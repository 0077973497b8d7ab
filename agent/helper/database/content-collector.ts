import { createHash } from 'node:crypto';

import type { ZoneServer } from '../../../services/domain/observed.ts';
import { parseXml } from '../../bounded-xml.ts';
import { zoneFromDocument } from '../../zone-document.ts';
import { isPlatformDefault, type PoolRow, type PoolTable, wordFor } from './platform-defaults.ts';

/** What an OpenNebula database holds, as far as it matters to whoever wants to replace or compare it. */
export interface DatabaseContent {
  /** SHA-256 over what the pools contain, not over the log: equal on two nodes means equal contents. */
  readonly digest: string;
  /** Nothing beyond what a platform makes for itself at its first start. */
  readonly pristine: boolean;
  /** What goes beyond, one line each, at most 50. */
  readonly contents: readonly string[];
  /** The last record of the Raft log; -1 when there is no log. */
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
  /** The zone's server pool, in id order. */
  readonly servers: readonly ZoneServer[];
}

const contentLinesMax = 50;

/**
 * Makes a content from the rows of the pools, whatever engine they come from: table by table in the order of
 * `poolTables`, within each by oid, the body of zone_pool only.
 */
export class ContentCollector {
  readonly #node: string;
  readonly #hash = createHash('sha256');
  readonly #contents: string[] = [];
  #servers: readonly ZoneServer[] = [];
  #last = { index: -1, term: -1 };

  /** `node` is the short name of this machine: a host of that name is what a platform registers for itself. */
  constructor(node: string) {
    this.#node = node;
  }

  add(table: PoolTable, row: PoolRow): void {
    this.#hash.update(`${table}\t${row.oid}\t${row.name}\n`);
    if (!isPlatformDefault(table, row, this.#node)) this.#tell(`${wordFor(table)} ${row.oid} (${row.name})`);
    if (table !== 'zone_pool') return;
    this.#hash.update(`${row.body}\n`);
    this.#servers = zoneFromDocument(parseXml(row.body)).servers;
  }

  lastLogRecord(index: number, term: number): void {
    if (index > this.#last.index) this.#last = { index, term };
  }

  content(): DatabaseContent {
    for (const server of this.#servers) this.#tell(`zone server ${server.id} (${server.name})`);
    return {
      digest: this.#hash.digest('hex'),
      pristine: this.#contents.length === 0,
      contents: this.#contents,
      lastLogIndex: this.#last.index,
      lastLogTerm: this.#last.term,
      servers: this.#servers,
    };
  }

  #tell(line: string): void {
    if (this.#contents.length < contentLinesMax) this.#contents.push(line);
  }
}

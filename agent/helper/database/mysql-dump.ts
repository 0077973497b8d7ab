import { createReadStream } from 'node:fs';

import { ContentCollector, type DatabaseContent } from './content-collector.ts';
import { isPoolTable, poolTables, type PoolRow, type PoolTable } from './platform-defaults.ts';

/**
 * What a dump of `mysqldump` contains, read as a stream from its INSERT statements: true of the bytes that travel,
 * whatever oned has written since. Only the values that count are kept.
 *
 * @throws Error when the dump has no end mark, or a value that makes no sense
 */
export async function readMysqlDump(file: string, node: string): Promise<DatabaseContent> {
  const rows = new Map<PoolTable, PoolRow[]>();
  const collector = new ContentCollector(node);
  let complete = false;
  const reader = new DumpReader((table, values) => {
    if (table === 'logdb') {
      collector.lastLogRecord(Number(values.get('log_index')), Number(values.get('term')));
      return;
    }
    if (!isPoolTable(table)) return;
    const row = {
      oid: Number(values.get('oid')),
      name: values.get('name') ?? '',
      body: values.get('body') ?? '',
    };
    if (!Number.isSafeInteger(row.oid)) throw new Error(`a row of ${table} without an oid`);
    const found = rows.get(table);
    if (found === undefined) rows.set(table, [row]);
    else found.push(row);
  });
  const chunks: AsyncIterable<string> = createReadStream(file, {
    encoding: 'utf8',
    highWaterMark: 256 * 1024,
  });
  let tail = '';
  for await (const chunk of chunks) {
    reader.write(chunk);
    tail = (tail + chunk).slice(-200);
    complete = /^-- Dump completed/m.test(tail);
  }
  if (!complete) throw new Error('the dump ends before its last line');
  for (const table of poolTables) {
    for (const row of (rows.get(table) ?? []).sort((one, other) => one.oid - other.oid))
      collector.add(table, row);
  }
  return collector.content();
}

/** The columns that are kept, by table; zone_pool is the only one whose bodies matter. */
function wanted(table: string, column: string): boolean {
  if (table === 'logdb') return column === 'log_index' || column === 'term';
  return column === 'oid' || column === 'name' || (column === 'body' && table === 'zone_pool');
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  0: '\0',
  b: '\b',
  Z: '\u001a',
};

/** Reads statements character by character; lines before VALUES are short, what follows may be megabytes. */
class DumpReader {
  readonly #onRow: (table: string, values: ReadonlyMap<string, string>) => void;
  readonly #columns = new Map<string, string[]>();
  #state: 'line' | 'values' | 'text' | 'escape' = 'line';
  #line = '';
  #creating = '';
  #table = '';
  #column = 0;
  #depth = 0;
  #value = '';
  #quoted = false;
  #row = new Map<string, string>();

  constructor(onRow: (table: string, values: ReadonlyMap<string, string>) => void) {
    this.#onRow = onRow;
  }

  write(chunk: string): void {
    for (const character of chunk) {
      if (this.#state === 'line') this.#inLine(character);
      else if (this.#state === 'values') this.#inValues(character);
      else if (this.#state === 'escape') {
        this.#keep(escapes[character] ?? character);
        this.#state = 'text';
      } else if (character === '\\') this.#state = 'escape';
      else if (character === "'") this.#state = 'values';
      else this.#keep(character);
    }
  }

  #inLine(character: string): void {
    if (character !== ' ' && character !== '\n') {
      // A line that is longer than any definition is nothing of ours.
      if (this.#line.length < 1024) this.#line += character;
      return;
    }
    const insert = /^INSERT INTO `(\w+)` VALUES$/.exec(this.#line);
    if (insert !== null) {
      this.#table = insert[1] ?? '';
      this.#depth = 0;
      this.#state = 'values';
    } else if (character === ' ') {
      this.#line += character;
      return;
    } else this.#readDefinition(this.#line);
    this.#line = '';
  }

  /** CREATE TABLE gives the order of the columns. */
  #readDefinition(line: string): void {
    const create = /^CREATE TABLE `(\w+)`/.exec(line);
    if (create !== null) {
      this.#creating = create[1] ?? '';
      this.#columns.set(this.#creating, []);
    }
    const column = /^ {2}`(\w+)` /.exec(line);
    if (column !== null) this.#columns.get(this.#creating)?.push(column[1] ?? '');
  }

  #inValues(character: string): void {
    if (character === "'") {
      // A doubled apostrophe closes and opens the text again, and stands for one.
      if (this.#quoted) this.#keep("'");
      else this.#value = '';
      this.#quoted = true;
      this.#state = 'text';
    } else if (character === '(' && this.#depth === 0) {
      this.#depth = 1;
      this.#begin(0);
      this.#row = new Map();
    } else if (this.#depth === 1 && (character === ',' || character === ')')) {
      this.#finishValue();
      if (character === ')') {
        this.#depth = 0;
        this.#onRow(this.#table, this.#row);
      }
    } else if (character === ';' && this.#depth === 0) this.#state = 'line';
    else if (this.#depth === 1 && !this.#quoted && !/\s/.test(character)) this.#keep(character);
  }

  #finishValue(): void {
    const name = this.#columnName;
    if (wanted(this.#table, name)) this.#row.set(name, this.#value);
    this.#begin(this.#column + 1);
  }

  #begin(column: number): void {
    this.#column = column;
    this.#value = '';
    this.#quoted = false;
  }

  get #columnName(): string {
    return this.#columns.get(this.#table)?.[this.#column] ?? '';
  }

  #keep(text: string): void {
    if (wanted(this.#table, this.#columnName)) this.#value += text;
  }
}

import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';

/**
 * `onedb backup` of a SQLite database is the text of `sqlite3 .dump` with a DROP TABLE for each table before
 * it (OpenNebula 6.10, src/onedb/onedb_backend.rb; seen on a real oned), not a database file.
 */
export async function isSqlDump(file: string): Promise<boolean> {
  const magic = Buffer.alloc(16);
  const handle = await open(file, 'r');
  try {
    await handle.read(magic, 0, magic.length, 0);
  } finally {
    await handle.close();
  }
  return magic.toString('latin1') !== 'SQLite format 3\0';
}

/**
 * Builds the database that a dump describes in a new file. The dump is read as a stream, so that a large one
 * costs no more memory than its longest statement.
 *
 * @throws Error of SQLite at the first statement that it refuses, and for a dump that is cut short
 */
export async function loadSqlDump(dump: string, target: string): Promise<void> {
  await rm(target, { force: true });
  const database = new DatabaseSync(target);
  try {
    // A scratch copy that nobody needs after a crash.
    database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;');
    const chunks: AsyncIterable<string> = createReadStream(dump, { encoding: 'utf8' });
    for await (const statement of statementsOf(chunks)) database.exec(statement);
    if (database.isTransaction) throw new Error('the dump ends before its COMMIT');
  } finally {
    database.close();
  }
}

/** Cuts SQL text at the semicolons that stand outside of '…' and "…", the only quotes that .dump writes. */
export async function* statementsOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let pending = '';
  let quote = '';
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const character = chunk.charAt(at);
      // A doubled quote inside a text closes and opens it again, which comes to the same.
      if (quote !== '') quote = character === quote ? '' : quote;
      else if (character === "'" || character === '"') quote = character;
      else if (character === ';') {
        yield pending + chunk.slice(from, at + 1);
        pending = '';
        from = at + 1;
      }
    }
    pending += chunk.slice(from);
  }
  if (pending.trim() !== '') throw new Error('the dump ends inside a statement');
}

import { execa } from 'execa';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { MysqlAccess } from './access.ts';
import { ContentCollector, type DatabaseContent } from './content-collector.ts';
import { isPoolTable, poolTables } from './platform-defaults.ts';

const timeoutMs = 20_000;
const outputBytesMax = 64 * 1024 * 1024;

/** A MySQL database of oned's and how much room it takes. */
export interface MysqlDatabase {
  readonly content: DatabaseContent;
  readonly sizeBytes: number;
}

/**
 * Reads oned's MySQL or MariaDB database through the client program that `onedb` needs as well. The password goes
 * by the environment.
 *
 * @throws HapyError HAPY-E375 when the database cannot be reached or understood
 */
export async function readMysqlDatabase(
  program: string,
  access: MysqlAccess,
  node: string,
): Promise<MysqlDatabase> {
  const tables = await ask(
    program,
    access,
    'SELECT TABLE_NAME, DATA_LENGTH + INDEX_LENGTH FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE();',
  );
  const present = new Set(tables.map(([name = '']) => name));
  const sizeBytes = tables.reduce((sum, [, size]) => sum + (Number(size) || 0), 0);
  const questions = poolTables.filter((table) => present.has(table)).map(questionFor);
  if (present.has('logdb')) {
    questions.push("SELECT 'logdb', log_index, term, '' FROM logdb ORDER BY log_index DESC LIMIT 1;");
    questions.push(
      "SELECT 'first', log_index, '', '' FROM logdb WHERE log_index > 0 ORDER BY log_index LIMIT 1;",
    );
  }
  // One transaction, so that all tables are seen at the same moment while oned writes.
  const text = `START TRANSACTION WITH CONSISTENT SNAPSHOT;\n${questions.join('\n')}\nCOMMIT;`;
  const rows = questions.length === 0 ? [] : await ask(program, access, text);
  return { content: contentOf(rows, node), sizeBytes };
}

/**
 * Where the log of oned's database ends, and whether its last record is applied: while this stays, a member's pools do.
 *
 * @throws HapyError HAPY-E375
 */
export async function readMysqlPlace(program: string, access: MysqlAccess): Promise<string> {
  const text = "SHOW TABLES LIKE 'logdb';";
  if ((await ask(program, access, text)).length === 0) return 'no log';
  const last = 'SELECT log_index, term, timestamp FROM logdb ORDER BY log_index DESC LIMIT 1;';
  return (await ask(program, access, last)).flat().join(' ');
}

/** Hexadecimal, so that neither a tab in a name nor the character set of a column changes anything. */
function questionFor(table: (typeof poolTables)[number]): string {
  const body = table === 'zone_pool' ? 'HEX(CONVERT(body USING utf8mb4))' : "''";
  return `SELECT '${table}', oid, HEX(CONVERT(name USING utf8mb4)), ${body} FROM ${table} ORDER BY oid;`;
}

function contentOf(rows: readonly (readonly string[])[], node: string): DatabaseContent {
  const collector = new ContentCollector(node);
  let firstLogIndex = -1;
  for (const [table = '', id, name = '', body = ''] of rows) {
    if (table === 'first') firstLogIndex = Number(id);
    else if (table === 'logdb') collector.lastLogRecord(Number(id), Number(name));
    else if (isPoolTable(table))
      collector.add(table, { oid: Number(id), name: fromHex(name), body: fromHex(body) });
  }
  return { ...collector.content(), firstLogIndex };
}

function fromHex(text: string): string {
  return Buffer.from(text, 'hex').toString('utf8');
}

/** The rows of some statements, one field after the other. */
async function ask(program: string, access: MysqlAccess, text: string): Promise<string[][]> {
  const { user, server, port, name, password } = access;
  const target = ['-u', user, '-h', server, ...(port === 0 ? [] : ['-P', String(port)])];
  try {
    const { stdout } = await execa(program, [...target, '--batch', '--skip-column-names', name], {
      input: text,
      env: { MYSQL_PWD: password },
      timeout: timeoutMs,
      maxBuffer: outputBytesMax,
    });
    return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')]));
  } catch (error) {
    const { stderr, code } = error as { stderr?: unknown; code?: string };
    const said = typeof stderr === 'string' && stderr !== '' ? stderr : (code ?? 'mysql');
    throw new HapyError('HAPY-E375', { reason: said.trim().slice(0, 200) });
  }
}

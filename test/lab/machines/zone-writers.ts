import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { nodePaths } from '../../../sandbox/double/node-paths.ts';
import type { HapyServers } from './hapy-servers.ts';

const program = join(import.meta.dirname, '../zone-writer.ts');
const vip = '192.168.0.120';

interface Writer {
  readonly key: string;
  readonly process: ChildProcess;
  readonly acknowledged: number[];
}

/** One record of oned's log. */
interface Row {
  readonly index: number;
  readonly term: number;
  readonly sql: string;
}

/**
 * People who write to the zone all the time: one through the virtual address from outside, and one on each server to
 * its own oned, so that a leader that is cut off is written to as well.
 */
export class ZoneWriters {
  readonly #servers: HapyServers;
  readonly #writers: readonly Writer[];

  private constructor(servers: HapyServers, writers: readonly Writer[]) {
    this.#servers = servers;
    this.#writers = writers;
  }

  static async start(
    servers: HapyServers,
    addresses: Readonly<Record<string, string>>,
  ): Promise<ZoneWriters> {
    const file = nodePaths(servers.server(1).root).oneAuth;
    const session = (await readFile(file, 'utf8')).trim();
    const places = [['outside', vip], ...Object.entries(addresses)] as const;
    const writers = places.map(([name, address]): Writer => {
      const key = `WRITTEN_${name.toUpperCase()}`;
      const argv = [program, `http://${address}:2633/RPC2`, key];
      const enter = [`--net=/run/netns/${servers.namespaceOf(name)}`, process.execPath, ...argv];
      const env = { ...process.env, ZONE_SESSION: session };
      const child = spawn('nsenter', enter, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env });
      const acknowledged: number[] = [];
      child.on('message', (said) => acknowledged.push((said as { acknowledged: number }).acknowledged));
      return { key, process: child, acknowledged };
    });
    return new ZoneWriters(servers, writers);
  }

  /** How many writes of anybody were acknowledged up to now. */
  get acknowledged(): number {
    return this.#writers.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
  }

  async stop(): Promise<void> {
    const ends = this.#writers.map(async ({ process: child }) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    });
    await Promise.all(ends);
  }

  /** All logs hold the same, and in each is whatever was acknowledged to anybody. */
  assertKept(): void {
    const logs = this.#servers.machines.map((machine) => ({ name: machine.name, rows: logOf(machine.root) }));
    const last = Math.min(...logs.map(({ rows }) => rows.at(-1)?.index ?? -1));
    const [first, ...others] = logs.map(({ name, rows }) => ({
      name,
      rows: rows.filter(({ index }) => index <= last),
    }));
    assert.ok(first !== undefined && first.rows.length > 0);
    for (const { name, rows } of others)
      assert.deepEqual(differences(first.rows, rows), [], `the logs of ${first.name} and ${name}`);
    const told = first.rows.map(({ sql }) => sql).join('\n');
    const lost = this.#writers.flatMap(({ key, acknowledged }) =>
      acknowledged
        .map((number) => `<${key}><![CDATA[${number}]]></${key}>`)
        .filter((each) => !told.includes(each)),
    );
    assert.deepEqual(lost, [], 'acknowledged, and in no log');
  }
}

/** The first places at which two logs are not the same. */
function differences(one: readonly Row[], other: readonly Row[]): readonly string[] {
  const theirs = new Map(other.map((row) => [row.index, row]));
  return one
    .filter(({ index, term, sql }) => theirs.get(index)?.term !== term || theirs.get(index)?.sql !== sql)
    .map(({ index, term }) => `${index}: term ${term} and ${theirs.get(index)?.term}`)
    .slice(0, 5);
}

function logOf(root: string): readonly Row[] {
  const database = new DatabaseSync(nodePaths(root).oneDatabase, { readOnly: true, timeout: 5000 });
  try {
    const rows = database.prepare('SELECT log_index, term, sqlcmd FROM logdb ORDER BY log_index').all();
    return rows.map((row) => ({
      index: Number(row['log_index']),
      term: Number(row['term']),
      sql: String(row['sqlcmd']),
    }));
  } finally {
    database.close();
  }
}

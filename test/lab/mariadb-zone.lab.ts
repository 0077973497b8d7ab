import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { until } from '../../sandbox/double/testing/test-zone.ts';
import { RealFounding } from '../kill-points/real-founding.ts';
import { MariaDb } from './mariadb.ts';
import { hasItsTurn } from './turn.ts';

const password = 'p&ss w0rd';
const nodes = ['hapy1', 'hapy2', 'hapy3'];
/** With every other commit. */
const inTurn = hasItsTurn(0, 2) ? describe : describe.skip;

/** A version that nobody has run or read: its servers join one by one. */
const unknownVersion = '7.0.1';

/*
 * A zone whose three servers each have a MariaDB of their own, a real one. oned is the double: it reads and writes
 * MariaDB through Debian's own client, and its onedb is mysqldump and mysql.
 */
inTurn('a zone on MariaDB', function () {
  this.timeout(30 * 60_000);
  const databases = new Map<string, MariaDb>();
  let cluster: RealFounding;

  before(function () {
    if (process.getuid?.() !== 0 || !existsSync('/usr/sbin/mariadbd')) this.skip();
  });
  beforeEach(async () => {
    cluster = await RealFounding.start(nodes.length);
    for (const node of nodes) {
      const database = await MariaDb.start();
      databases.set(node, database);
      await database.run(
        `CREATE DATABASE opennebula CHARACTER SET utf8mb4; CREATE USER 'oneadmin'@'127.0.0.1' IDENTIFIED BY '${password}'; GRANT ALL PRIVILEGES ON opennebula.* TO 'oneadmin'@'127.0.0.1';`,
      );
      useMariaDb(node, database.port);
    }
    await until('every agent has looked at it', async () => {
      const { output } = await cluster.hapyctl('preflight');
      return /database-empty +ok \(3\)/.test(output);
    });
  });
  afterEach(async () => {
    await cluster.remove();
    for (const database of databases.values()) await database.stop();
    databases.clear();
  });

  /** As it is installed with MySQL from the start: nothing was ever in SQLite, and no service has credentials yet. */
  function useMariaDb(node: string, port: number): void {
    const { onedConf, oneDatabase, oneDirectory } = cluster.node(node).paths;
    const section = `DB = [ BACKEND = "mysql", SERVER = "127.0.0.1", PORT = ${port}, USER = "oneadmin", PASSWD = "${password}", DB_NAME = "opennebula" ]`;
    const text = readFileSync(onedConf, 'utf8').replace(/^DB = \[[^\]]*\]/m, section);
    writeFileSync(onedConf, text);
    rmSync(oneDatabase, { force: true });
    for (const file of readdirSync(oneDirectory)) if (file !== 'one_auth') rmSync(join(oneDirectory, file));
  }

  /** What a node's own MariaDB says, read beside oned. */
  async function namesIn(node: string): Promise<string> {
    const zone = await databases.get(node)!.run('SELECT body FROM opennebula.zone_pool WHERE oid = 0');
    const hosts = await databases.get(node)!.run('SELECT name FROM opennebula.host_pool ORDER BY oid');
    const servers = [...zone.matchAll(/<NAME><!\[CDATA\[(hapy\d)/g)].map(([, name = '']) => name);
    return `${servers.join(' ')}; ${[...hosts.matchAll(/hapy\d/g)].join(' ')}`;
  }

  async function formed(): Promise<void> {
    const { status, output } = await cluster.hapyctl('apply', '--yes', '--no-drill');
    assert.equal(status, 0, output.slice(-2500));
    for (const node of nodes) {
      await until(
        `${node} has all of it`,
        async () => (await namesIn(node)) === `${nodes.join(' ')}; ${nodes.join(' ')}`,
      );
    }
  }

  it('is founded: every server has the zone in a database of its own', formed);

  it('takes servers one by one, each with a copy of what the leader has while it runs', async () => {
    await cluster.installOpenNebula(unknownVersion);
    await until('the version is told', async () =>
      (await cluster.hapyctl('plan')).output.includes('HAPY-E419'),
    );
    await formed();
  });
});

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { databaseAccess, type MysqlAccess } from '../../agent/helper/database/access.ts';
import { readMysqlDatabase } from '../../agent/helper/database/mysql-content.ts';
import { DatabaseFactsReader } from '../../agent/helper/database-facts.ts';
import { SeedingNode } from '../../agent/helper/programs/seeding-node.ts';
import { MariaDb } from './mariadb.ts';

/*
 * Seeds between two real MariaDB servers, with oned's own tables. The stand-in of onedb runs the very command
 * lines of the real one (OpenNebula 5.12 to 6.10, src/onedb/onedb_backend.rb), its failure text included.
 */

const mysql = '/usr/bin/mysql';
const password = 'p&ss "w0rd" $(x)';
const seedId = 'a'.repeat(32);

const onedb = `#!/bin/bash
verb=$1; shift 2
while [ $# -gt 1 ]; do case $1 in -u) u=$2;; -d) d=$2;; -S) h=$2;; -P) p=$2;; *) exit 255;; esac; shift 2; done
echo "$verb -u $u -d $d -S $h -P $p" >> "$(dirname "$0")/argv"
[ -n "$SPOIL" ] && . "$SPOIL"
if [ "$verb" = backup ]; then
  cmd="mysqldump -u $u -p'$ONE_DB_PASSWORD' -h $h -P $p --add-drop-database --databases --add-drop-table $d > $1"
  mysqldump -u $u -p"$ONE_DB_PASSWORD" -h $h -P $p --add-drop-database --databases --add-drop-table $d > $1 ||
    { echo "Unknown error running '$cmd'" >&2; exit 255; }
  echo "MySQL dump stored in $1"
else
  mysql -u $u -p"$ONE_DB_PASSWORD" -h $h -P $p $d < $1 || { echo "Error while restoring MySQL DB $d at $h." >&2; exit 255; }
  echo "MySQL DB $d at $h restored."
fi
`;

const pool = (name: string) =>
  `CREATE TABLE ${name} (oid INTEGER PRIMARY KEY, name VARCHAR(256), body MEDIUMTEXT, uid INTEGER, gid INTEGER, owner_u INTEGER, group_u INTEGER, other_u INTEGER);`;
const zoneBody = (servers: string) =>
  `<ZONE><ID>0</ID><NAME>OpenNebula</NAME><TEMPLATE><ENDPOINT><![CDATA[http://localhost:2633/RPC2]]></ENDPOINT></TEMPLATE><SERVER_POOL>${servers}</SERVER_POOL></ZONE>`;
const server = (id: number) =>
  `<SERVER><ENDPOINT><![CDATA[http://10.0.0.1${id}:2633/RPC2]]></ENDPOINT><ID><![CDATA[${id}]]></ID><NAME><![CDATA[hapy${id + 1}]]></NAME></SERVER>`;

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
/** Names that would show a reader of dumps that counts on anything. */
const oddNames = ["it's", 'a\\b', "),(1,'x');", 'tab\tand\nline', 'école 🎓', '-- Dump completed', '', "\\'"];

describe('a seed of a MySQL database', function () {
  this.timeout(30 * 60_000);
  const databases: MariaDb[] = [];
  const nodes: SeedingNode[] = [];

  before(function () {
    if (process.getuid?.() !== 0 || !existsSync('/usr/sbin/mariadbd') || !existsSync(mysql)) this.skip();
  });
  afterEach(async () => {
    for (const each of nodes.splice(0)) await each.remove();
    for (const each of databases.splice(0)) await each.stop();
    delete process.env['SPOIL'];
  });

  async function node(name: string): Promise<{ node: SeedingNode; database: MariaDb; access: MysqlAccess }> {
    const database = await MariaDb.start();
    databases.push(database);
    await database.run(
      `CREATE DATABASE opennebula CHARACTER SET utf8mb4; CREATE USER 'oneadmin'@'127.0.0.1' IDENTIFIED BY ${quoted(password)}; GRANT ALL PRIVILEGES ON opennebula.* TO 'oneadmin'@'127.0.0.1';`,
    );
    const db = `DB = [ BACKEND = "mysql", SERVER = "127.0.0.1", PORT = ${database.port}, USER = "oneadmin", PASSWD = "${password.replaceAll('"', '\\"')}", DB_NAME = "opennebula" ]\n`;
    const made = new SeedingNode(name, db, onedb);
    nodes.push(made);
    const access = databaseAccess(db);
    assert(access.engine === 'mysql');
    return { node: made, database, access };
  }

  /** oned's tables with a zone, a log and some machines. */
  function fill(database: MariaDb, servers: string, names: readonly string[]): Promise<string> {
    const rows = names.map(
      (name, oid) =>
        `INSERT INTO vm_pool VALUES (${oid}, ${quoted(name)}, ${quoted('<VM>\'"\\;</VM>'.repeat(2000))}, 0, 0, 1, 0, 0);`,
    );
    return database.run(
      `USE opennebula; ${pool('vm_pool')} ${pool('zone_pool')}
      CREATE TABLE logdb (log_index BIGINT UNSIGNED PRIMARY KEY, term INTEGER, sqlcmd LONGTEXT, timestamp INTEGER, fed_index BIGINT UNSIGNED, applied BOOLEAN);
      INSERT INTO zone_pool VALUES (0, 'OpenNebula', ${quoted(zoneBody(servers))}, 0, 0, 1, 0, 0);
      INSERT INTO logdb VALUES (0, 0, '', 0, NULL, 1), (20, 3, 'UPDATE x SET y=''z'');', 1, 18446744073709551615, 1);
      ${rows.join('\n')}`,
    );
  }

  const contentOf = async (access: MysqlAccess, name: string) =>
    (await readMysqlDatabase(mysql, access, name)).content;

  it('says of its backup what the database itself says, whatever the names are', async () => {
    const { node: first, database, access } = await node('hapy1');
    await fill(database, server(0) + server(1), oddNames);
    const manifest = await first.export(seedId);
    const content = await contentOf(access, 'hapy1');
    assert.equal(manifest.contentDigest, content.digest);
    assert.deepEqual([manifest.lastLogIndex, manifest.lastLogTerm], [20, 3]);
    assert.deepEqual([content.lastLogIndex, content.lastLogTerm], [20, 3]);
    assert.deepEqual(
      manifest.servers.map(({ id, name }) => [id, name]),
      [
        [0, 'hapy1'],
        [1, 'hapy2'],
      ],
    );
    assert.equal(content.contents.filter((line) => line.startsWith('vm ')).length, oddNames.length);
  });

  it('replaces the joiner’s database, and no password is seen on the way', async () => {
    const first = await node('hapy1');
    const other = await node('hapy2');
    await fill(first.database, server(0), ['of the leader']);
    await fill(other.database, '', ['of the joiner']);
    await other.node.receive(first.node, await first.node.export(seedId));
    await other.node.import(seedId);
    assert.deepEqual(await contentOf(other.access, 'hapy2'), await contentOf(first.access, 'hapy2'));
    for (const { node: each } of [first, other]) {
      assert.equal(each.told.includes(password), false);
      assert.equal(readFileSync(join(each.root, 'argv'), 'utf8').includes(password), false);
    }
    const kept = join(other.node.config.stateDirectory, 'before/content/database');
    assert.match(readFileSync(kept, 'utf8'), /of the joiner/);
  });

  const spoils = {
    'fails at 90 %': [
      `if [ "$verb" = restore ]; then case "$1" in */import/*) head -c $(($(stat -c %s "$1") * 9 / 10)) "$1" | mysql -u $u -p"$ONE_DB_PASSWORD" -h $h -P $p $d; exit 255;; esac; fi`,
      'HAPY-E330',
    ],
    'ends with 0 and has done nothing': [
      `[ "$verb" = restore ] && case "$1" in */import/*) exit 0;; esac`,
      'HAPY-E344',
    ],
  } as const;
  for (const [what, [spoil, code]] of Object.entries(spoils)) {
    it(`puts the joiner’s own database back when onedb ${what}`, async () => {
      const first = await node('hapy1');
      const other = await node('hapy2');
      await fill(
        first.database,
        server(0),
        Array.from({ length: 50 }, (_, at) => `vm-${at}`),
      );
      await fill(other.database, '', ['of the joiner']);
      const before = await contentOf(other.access, 'hapy2');
      await other.node.receive(first.node, await first.node.export(seedId));
      const file = join(other.node.root, 'spoil');
      other.node.write(file, `${spoil}\n`);
      process.env['SPOIL'] = file;
      await assert.rejects(other.node.import(seedId), { code });
      assert.deepEqual(await contentOf(other.access, 'hapy2'), before);
      assert.equal(await other.node.seeds.last('imported'), undefined);
    });
  }

  it('tells no password when mysqldump fails and onedb prints its command line', async () => {
    const { node: first, database } = await node('hapy1');
    await fill(database, '', ['x']);
    const file = join(first.root, 'spoil');
    first.write(
      file,
      `echo "Unknown error running 'mysqldump -u $u -p'$ONE_DB_PASSWORD' -h $h'" >&2; exit 255\n`,
    );
    process.env['SPOIL'] = file;
    await assert.rejects(first.export(seedId), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'HAPY-E330');
      return !error.message.includes(password);
    });
    assert.match(first.told, /-p'\*\*\*'/);
    assert.equal(first.told.includes(password), false);
  });

  it('reads it again as soon as the log has moved', async () => {
    const { node: first, database } = await node('hapy1');
    await fill(database, '', ['x']);
    const reader = new DatabaseFactsReader(first.config);
    const names = async () => (await reader.read('hapy1', 'mysql', true)).content?.contents;
    assert.deepEqual(await names(), ['vm 0 (x)']);
    const record = (index: number) => `INSERT INTO opennebula.logdb VALUES (${index}, 3, '', 1, 0, 1)`;
    await database.run(`UPDATE opennebula.vm_pool SET name = 'y'; ${record(21)};`);
    assert.deepEqual(await names(), ['vm 0 (y)']);
  });

  it('tells where its log begins: a follower that lacks records of before is beyond the log window', async () => {
    const { database, access } = await node('hapy1');
    await fill(database, '', ['x']);
    assert.equal((await contentOf(access, 'hapy1')).firstLogIndex, 20);
    await database.run(`INSERT INTO opennebula.logdb VALUES (21, 3, '', 1, 0, 1), (7, 3, '', 1, 0, 1);`);
    assert.equal((await contentOf(access, 'hapy1')).firstLogIndex, 7);
    await database.run('DELETE FROM opennebula.logdb WHERE log_index > 0;');
    assert.equal((await contentOf(access, 'hapy1')).firstLogIndex, -1);
  });

  it('takes a database that cannot be reached for one that may hold anything', async () => {
    const { node: first, database } = await node('hapy1');
    await fill(database, '', ['x']);
    await database.stop();
    const facts = await new DatabaseFactsReader(first.config).read('hapy1', 'mysql', false);
    assert.deepEqual(
      [facts.content?.pristine, facts.content?.contents, facts.sizeBytes],
      [false, ['database: HAPY-E375'], 1],
    );
  });
});

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { readDatabase } from './database-content.ts';
import { poolTables } from './platform-defaults.ts';

const zone = (servers = '') =>
  `<ZONE><ID>0</ID><NAME>OpenNebula</NAME><TEMPLATE/><SERVER_POOL>${servers}</SERVER_POOL></ZONE>`;

describe('what a database of oned’s holds', () => {
  let folder: string;
  let path: string;
  let database: DatabaseSync;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-database-'));
    path = join(folder, 'one.db');
    database = new DatabaseSync(path);
    for (const table of poolTables) {
      database.exec(`CREATE TABLE ${table} (oid INTEGER PRIMARY KEY, name TEXT, body TEXT)`);
    }
    database.exec('CREATE TABLE logdb (log_index INTEGER PRIMARY KEY, term INTEGER)');
    add('user_pool', 0, 'oneadmin');
    add('user_pool', 1, 'serveradmin');
    add('group_pool', 0, 'oneadmin');
    add('cluster_pool', 0, 'default');
    add('datastore_pool', 1, 'default');
    add('zone_pool', 0, 'OpenNebula', zone());
  });
  afterEach(async () => {
    database.close();
    await rm(folder, { recursive: true });
  });

  function add(table: string, oid: number, name: string, body = ''): void {
    database.prepare(`INSERT INTO ${table} (oid, name, body) VALUES (?, ?, ?)`).run(oid, name, body);
  }
  const read = () => readDatabase(path, 'hapy1');

  it('is pristine with what the platform makes for itself, its own host included', () => {
    add('host_pool', 0, 'hapy1.ac-test.fr');
    add('user_pool', 2, 'eoleone');
    add('network_pool', 0, 'CR_aca');
    const content = read();
    assert.deepEqual([content.pristine, content.contents], [true, []]);
    assert.deepEqual([content.lastLogIndex, content.lastLogTerm], [-1, -1]);
  });

  it('names everything that people would miss', () => {
    add('vm_pool', 3, 'web');
    add('image_pool', 0, 'debian');
    add('user_pool', 7, 'prof');
    add('host_pool', 1, 'hapy10');
    assert.deepEqual(read().contents, ['host 1 (hapy10)', 'image 0 (debian)', 'user 7 (prof)', 'vm 3 (web)']);
  });

  it('has the same digest for the same contents in whatever order they came, and another for others', () => {
    const before = read().digest;
    add('host_pool', 1, 'b');
    add('host_pool', 0, 'a');
    const both = read().digest;
    assert.notEqual(both, before);
    database.exec('DELETE FROM host_pool');
    assert.equal(read().digest, before);
    add('host_pool', 0, 'a');
    add('host_pool', 1, 'b', '<HOST><STATE>2</STATE></HOST>');
    database.exec('INSERT INTO logdb VALUES (0, 0), (12, 3)');
    assert.equal(read().digest, both, 'monitoring and the log are no contents');
    assert.deepEqual([read().lastLogIndex, read().lastLogTerm], [12, 3]);
  });

  it('tells the zone’s servers, and its digest follows them', () => {
    const before = read().digest;
    const server =
      '<SERVER><ID>0</ID><NAME>hapy1</NAME><ENDPOINT>http://10.0.0.1:2633/RPC2</ENDPOINT></SERVER>';
    database.prepare('UPDATE zone_pool SET body = ?').run(zone(server));
    const content = read();
    assert.deepEqual(content.servers, [{ id: 0, name: 'hapy1', endpoint: 'http://10.0.0.1:2633/RPC2' }]);
    assert.deepEqual([content.pristine, content.contents], [false, ['zone server 0 (hapy1)']]);
    assert.notEqual(content.digest, before);
  });
});

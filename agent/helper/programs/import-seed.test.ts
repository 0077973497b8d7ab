import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { existsSync, rmSync, statSync } from 'node:fs';

import { readDatabase } from '../database/database-content.ts';
import { SeedingNode } from './seeding-node.ts';

const onedConf = 'PORT = 2633\nDB = [ BACKEND = "sqlite" ]\n';
const seed = 'a'.repeat(32);

/** `onedb -s`, as the real one: SQL text, loaded into the file that is named. `spoil` is where it goes wrong. */
const onedb = (spoil = '') => `#!${process.execPath}
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
const [verb, force, flag, path, file] = process.argv.slice(2);
if (force !== '-f' || flag !== '-s') process.exit(255);
${spoil}
if (verb === 'backup') {
  const database = new DatabaseSync(path, { readOnly: true });
  const names = database.prepare('SELECT oid, name FROM vm_pool ORDER BY oid').all();
  const rows = names.map(({ oid, name }) => \`INSERT INTO vm_pool VALUES (\${oid}, '\${name}');\`);
  const text = ['DROP TABLE IF EXISTS "vm_pool";', 'BEGIN TRANSACTION;', 'CREATE TABLE vm_pool (oid INTEGER PRIMARY KEY, name TEXT);', ...rows, 'COMMIT;'];
  writeFileSync(file, text.join('\\n') + '\\n', { mode: 0o644 });
} else new DatabaseSync(path).exec(readFileSync(file, 'utf8'));
`;

function fill(node: SeedingNode, names: readonly string[]): void {
  const path = node.config.files.oneDatabase;
  rmSync(path, { force: true });
  const database = new DatabaseSync(path);
  database.exec('CREATE TABLE vm_pool (oid INTEGER PRIMARY KEY, name TEXT)');
  names.forEach((name, oid) => database.prepare('INSERT INTO vm_pool VALUES (?, ?)').run(oid, name));
  database.close();
}

const vms = (node: SeedingNode) => readDatabase(node.config.files.oneDatabase, node.name).contents;

describe('restoring a seed', () => {
  const nodes: SeedingNode[] = [];
  const node = (name: string, spoil?: string) => {
    const made = new SeedingNode(name, onedConf, onedb(spoil));
    nodes.push(made);
    return made;
  };
  afterEach(async () => {
    for (const each of nodes.splice(0)) await each.remove();
  });

  /** A joiner with a database of its own and the seed of another node. */
  async function joiner(spoil: string): Promise<SeedingNode> {
    const [first, other] = [node('hapy1'), node('hapy2', spoil)];
    fill(first, ['of the leader']);
    fill(other, ['of the joiner']);
    await other.receive(first, await first.export(seed));
    return other;
  }

  it('puts the database, the credentials and the keys of the leader in place', async () => {
    const other = await joiner('');
    await other.import(seed);
    assert.deepEqual(vms(other), ['vm 0 (of the leader)']);
    assert.equal(other.read(other.config.files.oneAuth), 'oneadmin:of-hapy1\n');
    assert.equal(statSync(other.config.files.oneDatabase).mode & 0o777, 0o644 & ~process.umask());
    assert.equal(existsSync(`${other.config.files.oneDatabase}.hapy-new`), false);
  });

  const spoils = {
    'ends at 90 % with a failure': {
      spoil: `if (verb === 'restore') { new DatabaseSync(path).exec('CREATE TABLE vm_pool (oid INTEGER PRIMARY KEY, name TEXT)'); console.error('Error while restoring'); process.exit(255); }`,
      code: 'HAPY-E330',
    },
    'ends with 0 although sqlite3 has found the disk full': {
      spoil: `if (verb === 'restore') { new DatabaseSync(path).exec('CREATE TABLE vm_pool (oid INTEGER PRIMARY KEY, name TEXT)'); console.error('database or disk is full'); process.exit(0); }`,
      code: 'HAPY-E344',
    },
  } as const;
  for (const [what, { spoil, code }] of Object.entries(spoils)) {
    it(`leaves the joiner as it was when onedb ${what}`, async () => {
      const other = await joiner(spoil);
      const before = other.read(other.config.files.oneDatabase);
      await assert.rejects(other.import(seed), { code });
      assert.equal(other.read(other.config.files.oneDatabase), before);
      assert.equal(other.read(other.config.files.oneAuth), 'oneadmin:of-hapy2\n');
      assert.equal(existsSync(`${other.config.files.oneDatabase}.hapy-new`), false);
      assert.equal(await other.seeds.last('imported'), undefined);
    });
  }

  it('leaves the joiner as it was when there is no onedb', async () => {
    const other = await joiner('');
    rmSync(other.config.programs.onedb);
    const before = other.read(other.config.files.oneDatabase);
    await assert.rejects(other.import(seed), { code: 'HAPY-E333' });
    assert.equal(other.read(other.config.files.oneDatabase), before);
  });

  it('makes no seed of a backup that is cut short, though onedb ends with 0', async () => {
    const cut = `if (verb === 'backup') { writeFileSync(file, 'BEGIN TRANSACTION;\\nCREATE TABLE vm_pool (oid INTE'); process.exit(0); }`;
    const first = node('hapy1', cut);
    fill(first, ['of the leader']);
    await assert.rejects(first.export(seed), { code: 'HAPY-E376' });
    assert.equal(await first.seeds.last('exported'), undefined);
  });

  it('makes a backup into a file that nobody else could ever read', async () => {
    // What onedb finds in its place before it writes its first byte.
    const looks = `import { statSync } from 'node:fs'; if (verb === 'backup') console.error('mode ' + (statSync(file).mode & 0o777).toString(8));`;
    const first = node('hapy1', looks);
    fill(first, ['of the leader']);
    await first.export(seed);
    assert.match(first.told, /^mode 600$/m);
  });
});

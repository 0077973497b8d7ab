import assert from 'node:assert/strict';

import { PreparedDatabase } from './prepared-database.ts';

describe('a database of prepared statements', () => {
  it('compiles a text once, and answers anew each time', () => {
    const database = new PreparedDatabase(':memory:');
    database.exec('CREATE TABLE things (name TEXT) STRICT');
    const insert = () => database.prepare('INSERT INTO things VALUES (?)');
    assert.equal(insert(), insert());
    insert().run('one');
    insert().run('two');
    const names = () => database.prepare('SELECT name FROM things').all();
    assert.equal(names().length, 2);
    insert().run('three');
    assert.equal(names().length, 3);
    database.close();
  });

  it('goes on after the table was changed', () => {
    const database = new PreparedDatabase(':memory:');
    database.exec("CREATE TABLE things (name TEXT) STRICT; INSERT INTO things VALUES ('one')");
    const first = () => database.prepare('SELECT * FROM things').get();
    assert.deepEqual({ ...first() }, { name: 'one' });
    database.exec('ALTER TABLE things ADD COLUMN size INTEGER');
    assert.deepEqual({ ...first() }, { name: 'one', size: null });
    database.close();
  });

  it('closes with its statements', () => {
    const database = new PreparedDatabase(':memory:');
    database.prepare('SELECT 1').get();
    database.close();
    assert.throws(() => database.prepare('SELECT 1').get(), /not open|finalized/);
  });
});

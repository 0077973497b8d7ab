import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';

import { isSqlDump, loadSqlDump, statementsOf } from './sql-dump.ts';

/** In the form of `onedb backup -s` on a real oned 6.10: semicolons, quotes and line ends inside a value. */
const dump = `DROP TABLE IF EXISTS "zone_pool";
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE zone_pool (oid INTEGER PRIMARY KEY, name VARCHAR(128), body MEDIUMTEXT, UNIQUE(name));
INSERT INTO zone_pool VALUES(0,'OpenNebula','<ZONE>l''été; "x"
</ZONE>');
COMMIT;
`;

describe('an SQL dump of onedb', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-dump-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('becomes the database that it describes', async () => {
    const [file, target] = [join(folder, 'dump'), join(folder, 'db')];
    await writeFile(file, dump);
    await loadSqlDump(file, target);
    assert(await isSqlDump(file));
    assert(!(await isSqlDump(target)));
    const database = new DatabaseSync(target, { readOnly: true });
    const row = database.prepare('SELECT body FROM zone_pool').get();
    database.close();
    assert.equal(row?.['body'], `<ZONE>l'été; "x"\n</ZONE>`);
  });

  it('is refused when it is cut short', async () => {
    const [file, target] = [join(folder, 'dump'), join(folder, 'db')];
    for (const length of [dump.indexOf('COMMIT'), dump.indexOf('été')]) {
      await writeFile(file, dump.slice(0, length));
      await assert.rejects(loadSqlDump(file, target), /the dump ends/);
    }
  });

  it('is cut at the same places however its bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), async (lengths) => {
        async function* pieces() {
          for (let at = 0, turn = 0; at < dump.length; turn += 1) {
            const length = lengths[turn % lengths.length]!;
            yield dump.slice(at, at + length);
            at += length;
          }
        }
        const statements = await Array.fromAsync(statementsOf(pieces()));
        assert.equal(statements.length, 6);
        assert.equal(`${statements.join('')}\n`, dump);
      }),
    );
  });
});

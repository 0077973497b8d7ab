import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { hostFailuresIn, readHostFailures } from './oned-log.ts';

const line = (text: string) => `Wed Nov 25 10:52:57 2026 [Z0][ONE][E]: ${text}\n`;
const refused = 'ssh: connect to host hapy2.ac-test.fr port 22: Connection refused';

describe('the end of oned.log', () => {
  it('tells the last reason of each host', () => {
    const log =
      line('Error monitoring Host hapy2.ac-test.fr (1): first') +
      line('Raft: something else') +
      line(`Error monitoring Host hapy2.ac-test.fr (1): ${refused}`) +
      line('Error monitoring Host hapy3.ac-test.fr (2): -');
    assert.deepEqual(hostFailuresIn(log), [{ host: 'hapy2.ac-test.fr', reason: refused }]);
  });

  it('is read from its last part only, however large the file is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hapy-log-'));
    const path = join(folder, 'oned.log');
    writeFileSync(
      path,
      line('Error monitoring Host old (9): long ago') +
        'x'.repeat(400 * 1024) +
        `\n${line('Error monitoring Host new (1): now')}`,
    );
    assert.deepEqual(await readHostFailures(path), [{ host: 'new', reason: 'now' }]);
    assert.deepEqual(await readHostFailures(join(folder, 'absent')), []);
    rmSync(folder, { recursive: true });
  });
});

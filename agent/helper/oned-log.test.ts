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

  // As a real zone of 6.10.0 wrote it, whose monitoring driver failed.
  it('leaves the reason to monitor.log, which knows the host by its id', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hapy-log-'));
    const monitor = (text: string) => `Thu Nov 26 10:18:23 2026 [Z0]${text}\n`;
    writeFileSync(
      join(folder, 'oned.log'),
      line('Error monitoring Host hapy1.lab (0): ') +
        line('Error monitoring Host hapy3.lab (2): ') +
        line(`Error monitoring Host hapy4.lab (3): ${refused}`),
    );
    writeFileSync(
      join(folder, 'monitor.log'),
      monitor('[MDP][W]: Error parsing start message for host 0: first') +
        monitor('[HMM][E]: Unable to monitor host id: 0') +
        monitor(
          '[MDP][W]: Start monitor failed for host 0: Error executing monitord-client_control.sh: nil',
        ) +
        monitor('[MDP][W]: Start monitor failed for host 3: older than what oned says') +
        monitor('[MDP][W]: Start monitor failed for host 9: of nobody'),
    );
    assert.deepEqual(await readHostFailures(join(folder, 'oned.log')), [
      { host: 'hapy4.lab', reason: refused },
      { host: 'hapy1.lab', reason: 'Error executing monitord-client_control.sh: nil' },
    ]);
    rmSync(folder, { recursive: true });
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

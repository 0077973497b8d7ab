import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { raftState } from '../sandbox/double/raft/core.ts';
import { agreedLeader, nth, until } from '../sandbox/double/testing/test-zone.ts';
import { checkOned } from './contract/check-oned.ts';
import { OnedUnderTest } from './contract/oned-under-test.ts';
import { RecordedZone } from './contract/recorded-zone.ts';

/** What `npm run test:contract` asks of a real oned, asked of the double in each state. */
describe('the contract of an oned, on the double', function () {
  this.timeout(5 * 60_000);
  let zone: RecordedZone;

  before(async () => {
    zone = await RecordedZone.create();
    await zone.start(0, -1);
  });
  after(() => zone.remove());

  async function holds(node: number, needs: readonly string[]): Promise<void> {
    const checked = [];
    for await (const each of checkOned(new OnedUnderTest(zone.endpoint(node), zone.sessionOf(node)))) {
      assert.notEqual(each.outcome, 'fails', `${each.name}: ${each.reason}`);
      if (each.outcome === 'skipped') checked.push(each.reason);
    }
    assert.deepEqual([...new Set(checked)].sort(), needs);
  }

  it('holds in solo', () => holds(0, ['needs no-leader']));

  it('holds on the leader and on the follower of a zone', async () => {
    for (const server of [0, 1]) await zone.addServer(0, server);
    await zone.stop(0);
    await zone.seed(0, 1);
    for (const server of [0, 1]) await zone.start(server, server);
    await agreedLeader(zone.zone, [0, 1]);
    for (const server of [0, 1]) await holds(server, ['needs no-leader', 'needs solo']);
  });

  it('holds on a candidate', async () => {
    await zone.stop(0, 1);
    await zone.start(0, 0);
    await until('it stands', async () => (await zone.state(0)).state === raftState.candidate);
    await holds(0, ['needs solo', 'needs writes']);
  });

  it('is asked by a program that reads the session from a file, and says what it asked', async () => {
    const auth = join(zone.zone.directory, 'auth');
    const run = async (...words: string[]) => {
      const program = join(import.meta.dirname, 'contract/main.ts');
      const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (part: string) => (output += part));
      }
      const [status] = (await once(child, 'close')) as [number];
      return { status, output };
    };
    const endpoint = ['--endpoint', zone.endpoint(0)];
    assert.equal((await run(...endpoint)).status, 2);
    writeFileSync(auth, 'no session here\n');
    assert.equal((await run(...endpoint, '--auth', auth)).status, 2);
    writeFileSync(auth, `${zone.sessionOf(0)}\n`);
    const { status, output } = await run(...endpoint, '--auth', auth);
    assert.match(output, /^ok {7}serves reads in every state$/m);
    assert.match(output, /Everything holds\.\n$/);
    assert.equal(status, 0);
    const password = nth(zone.sessionOf(0).split(':'), 1);
    assert.ok(!output.includes(password));
    writeFileSync(auth, 'oneadmin:another\n');
    const refused = await run(...endpoint, '--auth', auth);
    assert.equal(refused.status, 1);
    assert.match(refused.output, /User couldn't be authenticated/);
  });
});

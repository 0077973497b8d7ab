import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { parse, stringify } from 'yaml';

import { systemClock } from '../../services/base/clock.ts';
import { programFile } from '../../services/base/installation.ts';
import { GuardState } from '../../services/rpc/gen/hapy/agent/v1/state.ts';
import { programEnvironment } from '../../sandbox/processes/start-program.ts';
import { RealFounding } from '../kill-points/real-founding.ts';
import { goOn } from '../kill-points/survive-kill.ts';

/* A second coordinator that is a copy of the first one's folder, in real processes. */
describe('two coordinators, the second a copy of the first', function () {
  this.timeout(30 * 60_000);
  let founding: RealFounding;
  let copy: string;
  before(async () => {
    founding = await RealFounding.start();
    copy = join(founding.directory, 'copy');
    await firstHolds();
    await startCopy();
  });
  after(() => founding.remove());

  /** Whoever comes first has the lease, and it is tried for every few seconds only. */
  async function firstHolds(): Promise<void> {
    for (;;) {
      const { nodes } = await founding.status();
      if (nodes.every((node) => node.state?.lease !== undefined)) return;
      await systemClock.delay(200);
    }
  }

  /** Everything of the first is copied but what two processes of one machine cannot share. */
  async function startCopy(): Promise<void> {
    const { coordinatorConfig, coordinatorState, sockets } = founding.layout;
    await mkdir(join(copy, 'coordinator'), { recursive: true, mode: 0o700 });
    const stateDirectory = join(copy, 'coordinator/state');
    await cp(coordinatorState, stateDirectory, { recursive: true });
    const config = parse(await readFile(coordinatorConfig, 'utf8')) as { listen: { port: number } };
    config.listen.port += 20;
    const places = {
      stateDirectory,
      socket: `${sockets}/copy.sock`,
      claimsDirectory: `${sockets}/copy-claims`,
    };
    const file = join(copy, 'coordinator/coordinator.yaml');
    await writeFile(file, stringify({ ...config, ...places }));
    const argv = [programFile('coordinator/main'), 'serve', '--config', file];
    // With the sandbox's mark in its environment it ends with the sandbox.
    const env = programEnvironment(founding.directory);
    const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    await once(child, 'message');
    child.disconnect();
    child.unref();
  }

  const first = (...words: string[]) => founding.hapyctl(...words);
  const second = (...words: string[]) => founding.hapyctl(...words, '--dir', copy);

  /** It takes the time of a lease until one is sure of it. */
  async function shows(status: typeof first, expected: boolean): Promise<string> {
    for (;;) {
      const { output } = await status('status');
      if (output.includes('HAPY-E525') === expected) return output;
      await systemClock.delay(200);
    }
  }

  it('of which the second is refused, and says who holds it, since when, and how to take over', async () => {
    const status = await shows(second, true);
    const { status: code, output } = await second('apply', '--yes', '--no-drill');
    assert.equal(code, 1, output);
    for (const text of [status.replaceAll(/\s+/g, ' '), output.replaceAll(/\s+/g, ' ')]) {
      assert.match(text, new RegExp(`Another coordinator holds the cluster: ${hostname()}/[0-9a-f]{12}`));
      assert.match(text, /since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \(epoch \d+, seen by hapy\d\)/);
      assert.match(text, /To take over here: on .*systemctl disable --now hapy-coordinator/);
    }
    const { nodes } = await founding.status();
    const guards = new Set(nodes.map((node) => node.state?.guard?.state));
    assert.deepEqual([...guards], [GuardState.GUARD_STATE_FREE], 'nothing was done');
  });

  it('while the first sees nothing of it and founds the cluster', async () => {
    await shows(first, false);
    founding.apply();
    await founding.reach(1);
    await goOn(founding);
  });

  it('takes over when the first is gone, which is then refused itself when it wakes up', async () => {
    await founding.signal('coordinator', 'SIGKILL');
    await shows(second, false);
    await founding.startAgain();
    const woken = await shows(first, true);
    assert.match(woken.replaceAll(/\s+/g, ' '), /Another coordinator holds the cluster/);
    assert.equal((await second('plan')).status, 0);
  });
});

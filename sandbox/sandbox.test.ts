import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import { takeSandboxDown } from './down.ts';
import { inParallel } from './in-parallel.ts';
import { sandboxLayout } from './layout.ts';
import { markedProcesses } from './processes/marked-processes.ts';
import { readPidFiles } from './processes/pid-files.ts';
import { isAlive } from './processes/process-identity.ts';
import { runProgram, startProgram } from './processes/start-program.ts';
import { firstFreeSubnet, parseSubnet } from './subnet.ts';
import { startSandbox } from './up.ts';

const refused = (code: string) => (error: unknown) => error instanceof HapyError && error.code === code;
const never = new AbortController().signal;
const quiet = { signal: never, onStep: () => undefined };

describe('the sandbox', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('takes 127.x.y.0/24 for a subnet and nothing else', () => {
    assert.equal(parseSubnet('127.77.3.0/24').nodeAddress(2), '127.77.3.13');
    for (const text of ['127.0.0.0/24', '127.1.256.0/24', '10.0.0.0/24', '127.1.2.0/16', '127.1.2.3', '']) {
      assert.throws(() => parseSubnet(text), refused('HAPY-E273'), text);
    }
  });

  it('keeps to the number of programs that may start at once, and throws the first failure last', async () => {
    let now = 0;
    let most = 0;
    const work = async (item: number) => {
      most = Math.max(most, (now += 1));
      await Promise.resolve();
      now -= 1;
      if (item === 5) throw new Error('five');
      return item * 2;
    };
    assert.deepEqual(await inParallel([1, 2, 3], 2, work), [2, 4, 6]);
    assert.equal(most, 2);
    await assert.rejects(inParallel([4, 5, 6, 7], 2, work), /five/);
    assert.equal(now, 0);
  });

  it('puts sockets where their path is short enough', () => {
    const long = join('/tmp', 'x'.repeat(120));
    assert.equal(sandboxLayout('/tmp/a').sockets, '/tmp/a/run');
    assert.ok(Buffer.byteLength(sandboxLayout(long).sockets) < 80);
    assert.notEqual(sandboxLayout(long).sockets, sandboxLayout(`${long}y`).sockets);
  });

  it('refuses a folder that holds something else, and leaves it alone', async () => {
    await writeFile(join(folder, 'thesis.odt'), 'x');
    const options = { directory: folder, nodes: 3, stage: 'installed', ...quiet } as const;
    await assert.rejects(startSandbox(options), refused('HAPY-E272'));
    await assert.rejects(takeSandboxDown({ directory: folder, keep: false }), refused('HAPY-E271'));
    assert.equal(await readFile(join(folder, 'thesis.odt'), 'utf8'), 'x');
  });

  it('refuses two nodes, and names the log of a program that does not start', async () => {
    await assert.rejects(
      startSandbox({ directory: folder, nodes: 2, stage: 'installed', ...quiet }),
      refused('HAPY-E277'),
    );
    const layout = { ...sandboxLayout(folder), logs: folder, pids: folder };
    const program = { name: 'nothing', argv: ['sandbox/no-such-program.ts'] } as const;
    for (const start of [startProgram, runProgram]) {
      await assert.rejects(start(layout, program, never), (error: HapyError) => {
        assert.equal(error.code, 'HAPY-E275');
        assert.equal(error.parameters['log'], join(folder, 'nothing.log'));
        return true;
      });
    }
    assert.match(await readFile(join(folder, 'nothing.log'), 'utf8'), /no-such-program/);
    assert.deepEqual(markedProcesses(folder), []);
  });

  it('starts, is not started twice, and leaves neither process nor file behind', async () => {
    const subnet = (await firstFreeSubnet(3)).text;
    const options = { directory: folder, nodes: 3, stage: 'installed', subnet, ...quiet } as const;
    const { layout, record } = await startSandbox(options);
    assert.deepEqual(
      record.nodes.map((node) => node.name),
      ['hapy1', 'hapy2', 'hapy3'],
    );
    const [lan] = await readPidFiles(layout.pids);
    assert.ok(lan !== undefined && isAlive(lan));
    assert.deepEqual(
      markedProcesses(layout.directory).map((each) => each.pid),
      [lan.pid],
    );
    await assert.rejects(startSandbox(options), refused('HAPY-E270'));
    assert.ok(isAlive(lan));
    await takeSandboxDown({ directory: folder, keep: true });
    assert.ok(!isAlive(lan) && existsSync(layout.clusterYaml));
    await assert.rejects(startSandbox(options), refused('HAPY-E270'));
    await takeSandboxDown({ directory: folder, keep: false });
    assert.ok(!existsSync(folder));
  });

  it('stands on addresses of its own when two start at the same moment', async () => {
    const folders = ['one', 'other'].map((name) => join(folder, name));
    const started = await Promise.all(
      folders.map((directory) => startSandbox({ directory, nodes: 3, stage: 'installed', ...quiet })),
    );
    try {
      assert.equal(new Set(started.map(({ record }) => record.subnet)).size, 2);
    } finally {
      for (const directory of folders) await takeSandboxDown({ directory, keep: false });
    }
  });

  it('stops what it had started when it is interrupted', async () => {
    const stop = new AbortController();
    const options = {
      directory: folder,
      nodes: 3,
      stage: 'enrolled',
      signal: stop.signal,
      onStep: (step: string) => {
        if (step === 'coordinator') stop.abort();
      },
    } as const;
    await assert.rejects(startSandbox(options));
    assert.deepEqual(markedProcesses(folder), []);
    // What was left half-way is replaced by the next start.
    await startSandbox({ directory: folder, nodes: 3, stage: 'installed', ...quiet });
    await takeSandboxDown({ directory: folder, keep: false });
  });
});

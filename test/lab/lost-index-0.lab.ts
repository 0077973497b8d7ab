import assert from 'node:assert/strict';
import { cp, readFile, rename, rm } from 'node:fs/promises';

import { stopNode } from '../../sandbox/double/stop-node.ts';
import { nodeLayout } from '../../sandbox/layout.ts';
import { addMachine } from '../../sandbox/machine.ts';
import { startNode } from '../../sandbox/programs.ts';
import { ClockedSandbox, type Said, until } from '../clocked/clocked-sandbox.ts';

const passphrase = 'correct horse battery staple\n';
const neverEnds = new AbortController().signal;

interface RunShown {
  readonly events: readonly { readonly kind: string; readonly actionId?: string }[];
}

/** The place of the lost machine is cleared, and the run waits for somebody to bring a new one. */
function isWaiting({ events }: RunShown): boolean {
  return events.some(({ kind, actionId }) => kind === 'action-started' && actionId === 'await/joined-hapy1');
}

/*
 * The machine of index 0 is gone, and everything on it: its agent, its oned, the coordinator with the authority. What is
 * left is a backup and two servers. One chapter after the other, in real processes, until the cluster is whole again.
 */
describe('a cluster that has lost the machine of index 0', function () {
  this.timeout(30 * 60_000);
  let sandbox: ClockedSandbox;
  let second: readonly string[];
  let replacing: Promise<Said>;
  let failed = false;

  before(async () => {
    sandbox = await ClockedSandbox.start();
    await hapyctl(['apply', '--yes', '--no-drill']);
    await hapyctl(['token', 'create', 'hapy1', '--out', tokenFile('old')]);
    await hapyctl(['backup', '--out', sandbox.path('backup.age')], { input: passphrase });
    await cp(nodeLayout(sandbox.layout, 'hapy1').agentState, sandbox.path('stolen'), { recursive: true });
  });
  beforeEach(function () {
    if (failed) this.skip();
  });
  afterEach(function () {
    failed ||= this.currentTest?.isFailed() ?? false;
  });
  after(() => sandbox?.remove());

  const tokenFile = (name: string) => sandbox.path(`${name}.token`);

  async function hapyctl(
    words: readonly string[],
    o: { status?: number; input?: string } = {},
  ): Promise<string> {
    const { status, output } = await sandbox.hapyctl(words, o);
    assert.equal(status, o.status ?? 0, `${words.join(' ')}\n${output}`);
    return output;
  }

  const join = (token: string) => sandbox.join('hapy1', token);

  const replace = (node: string) => ['node', 'replace', node, '--fenced', `${node}: power cut`, '--yes'];

  it('may not let it go while the coordinator is there, and is told the way out', async () => {
    const refused = await hapyctl(replace('hapy1'), { status: 2 });
    assert.match(refused, /HAPY-E564[^]*hapyctl backup[^]*hapyctl restore/);
  });

  it('goes on without it, led by another server, with the coordinator on another node', async () => {
    for (const program of ['coordinator', 'gateway', 'agent-hapy1', 'helper-hapy1'])
      await sandbox.stop(program, 'SIGKILL');
    await stopNode(nodeLayout(sandbox.layout, 'hapy1').root);
    second = ['--dir', await sandbox.prepareSecond()];
    await rm(sandbox.path('coordinator'), { recursive: true });
    await hapyctl(['restore', sandbox.path('backup.age'), '--node', 'hapy2', ...second], {
      input: passphrase,
    });
    await sandbox.startAt('coordinator-2');
    await until('hapy2 and hapy3 answer', async () => {
      const silent = await sandbox.unreachable(0, ...second);
      return silent.get('hapy2') === '' && silent.get('hapy3') === '' && silent.get('hapy1') !== '';
    });
  });

  it('keeps the node of the coordinator, wherever that is now', async () => {
    assert.match(await hapyctl([...replace('hapy2'), ...second], { status: 2 }), /HAPY-E564/);
    let can = '';
    await until('a leader is known', async () => {
      can = await hapyctl(['can', ...second]);
      return !can.includes('HAPY-E563');
    });
    assert.match(can, /^replace hapy1 +yes/m);
    assert.match(can, /^replace hapy2 +no .*HAPY-E564/m);
  });

  it('makes the lost machine’s identity and tokens worthless before its place is cleared', async () => {
    replacing = sandbox.hapyctl([...replace('hapy1'), ...second]);
    await until('the new machine is waited for', async () => {
      const { status, output } = await sandbox.hapyctl(['runs', 'show', '-o', 'json', ...second]);
      return status === 0 && isWaiting(JSON.parse(output) as RunShown);
    });
    await addMachine({ directory: sandbox.directory, name: 'hapy1' });
    // It names the lost machine, where nobody listens; that its secret is worthless too is removed-node.test.ts.
    const old = await join(tokenFile('old'));
    assert.notEqual(old.status, 0, old.output);
    assert.match(old.output, /HAPY-E1(6[1-9]|75)/);
  });

  it('takes a new machine in under the old name, and is whole', async () => {
    await hapyctl(['token', 'create', 'hapy1', '--out', tokenFile('new'), ...second]);
    const joined = await join(tokenFile('new'));
    assert.equal(joined.status, 0, joined.output);
    await startNode(sandbox.layout, 'hapy1', neverEnds);
    const { status, output } = await replacing;
    assert.equal(status, 0, output);
    await until('the cluster is healthy', async () => {
      return (await sandbox.hapyctl(['status', ...second])).status === 0;
    });
    assert.match(await hapyctl(['plan', ...second]), /Nothing to do/);
    await hapyctl(['audit', 'verify', ...second]);
  });

  it('refuses the old machine when it comes back', async () => {
    await sandbox.stop('agent-hapy1');
    const { agentState } = nodeLayout(sandbox.layout, 'hapy1');
    await rename(agentState, `${agentState}.new`);
    await cp(sandbox.path('stolen'), agentState, { recursive: true });
    await sandbox.startAt('agent-hapy1');
    await until('it is refused', async () =>
      /HAPY-E588/.test((await sandbox.unreachable(0, ...second)).get('hapy1') ?? ''),
    );
    assert.match(
      await readFile(sandbox.path('second/coordinator/state/audit.jsonl'), 'utf8'),
      /node.replace|StartRun/,
    );
  });
});

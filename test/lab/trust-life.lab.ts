import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import { readIdentity } from '../../certs/identity-store.ts';
import { readIdentityFile } from '../../coordinator/cli/identity-file.ts';
import { callServerStream, tlsTarget } from '../../services/rpc/client.ts';
import { CoordinatorServiceClient } from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { buildUri } from '../../services/rpc/uri.ts';
import { ClockedSandbox, until } from '../clocked/clocked-sandbox.ts';
import { SteadyCalls } from '../clocked/steady-calls.ts';
import { SecretWatch } from '../secret-watch.ts';

const passphrase = 'correct horse battery staple';
const revocationMs = 5_000;

/*
 * The life of a cluster's trust in real processes, one chapter after the other: persons come and go, the issuing
 * authority is replaced under load and interrupted, a node is away meanwhile, a backup becomes a second coordinator
 * while the first still runs. At the end nothing secret stands anywhere that is not for it.
 */
describe('the life of trust', function () {
  this.timeout(30 * 60_000);
  let sandbox: ClockedSandbox;
  let secrets: SecretWatch;
  let clusterId: string;

  before(async () => {
    sandbox = await ClockedSandbox.start();
    secrets = new SecretWatch(sandbox.directory);
    ({ clusterId } = await readIdentityFile(await person('anne')));
  });
  after(async () => {
    secrets?.end();
    await sandbox?.remove();
  });

  const file = (name: string) => sandbox.path(`${name}.pem`);

  async function hapyctl(words: readonly string[], expected = 0, input = ''): Promise<string> {
    const { status, output } = await sandbox.hapyctl(words, { input });
    secrets.add(output);
    assert.equal(status, expected, `${words.join(' ')}\n${output}`);
    return output;
  }

  async function person(name: string): Promise<string> {
    await hapyctl(['operator', 'create', name, '--out', file(name)]);
    return file(name);
  }

  /** The list that a node has on its disk. */
  const listOf = (node: string) => readFile(sandbox.path(`nodes/${node}/state/agent/trust.json`), 'utf8');
  const wellFrom = async (...at: string[]) => {
    const { output } = await sandbox.hapyctl(['nodes', '-o', 'json', ...at]);
    const { nodes } = JSON.parse(output) as { nodes: { name: string; unreachable?: string }[] };
    return nodes.map(({ name, unreachable = '' }) => `${name}${unreachable}`).join(' ');
  };
  const everybodyWell = (...at: string[]) =>
    until('every node answers', async () => (await wellFrom(...at)) === 'hapy1 hapy2 hapy3');

  /** A stream of events that a person follows, and what ended it. */
  async function followed(name: string): Promise<{ readonly end: Promise<unknown> }> {
    const { identity, coordinators } = await readIdentityFile(file(name));
    const place = coordinators[0] ?? { address: '', port: 0 };
    const target = tlsTarget({ ...place, identity, expectedUri: buildUri(clusterId, 'coordinator') });
    const client = new CoordinatorServiceClient(target.address, target.credentials, target.options);
    const request = { after: 0n, stream: '', newest: 1, follow: true };
    const settings = { deadlineMs: Number.POSITIVE_INFINITY, what: name };
    const events = callServerStream(client.watchEvents.bind(client), request, settings);
    await events.next();
    const end = (async () => {
      for (;;) if ((await events.next()).done === true) return undefined;
    })();
    const ended = end.catch((error: unknown) => error).finally(() => client.close());
    return { end: ended };
  }

  it('withdraws a person at once: the open stream is cut, and the nodes know', async () => {
    await person('paul');
    const { end } = await followed('paul');
    const [first] = await Promise.all([
      Promise.race([end, delay(60_000, 'still open')]),
      hapyctl(['operator', 'revoke', 'paul', '--reason', 'left']),
    ]);
    assert.match(String(first), /HAPY-E50[04]/);
    const asked = await sandbox.hapyctl(['nodes', '--identity', file('paul')]);
    assert.match(asked.output, /HAPY-E115/);
    for (const { name } of sandbox.nodes) assert.match(await listOf(name), /operator\/paul/);
  });

  it('does so in less than five seconds', async () => {
    await person('marc');
    const { end } = await followed('marc');
    const revoked = hapyctl(['operator', 'revoke', 'marc']);
    const lines = async () => sandbox.hapyctl(['audit', '-o', 'json', '--newest', '30']);
    await Promise.all([revoked, end]);
    const cutAtMs = Date.now();
    const { output } = await lines();
    const { lines: audit } = JSON.parse(output) as { lines: { at: string; what: string }[] };
    const decided = audit.findLast(({ what }) => what.endsWith('/Revoke'));
    const tookMs = cutAtMs - Date.parse(decided?.at ?? '');
    assert.ok(tookMs < revocationMs, `${tookMs} ms`);
  });

  it('tells a node that was away before anything else is asked of it', async () => {
    await person('luc');
    await sandbox.stop('agent-hapy3');
    const output = await hapyctl(['operator', 'revoke', 'luc'], 4);
    assert.match(output, /hapy3/);
    await sandbox.startAt('agent-hapy3');
    await until('hapy3 knows', async () => (await listOf('hapy3')).includes('operator/luc'));
    await everybodyWell();
  });

  it('goes on with a rotation whose coordinator was killed between its steps, and takes it back', async () => {
    const step = ['certs', 'rotate-ca', '--yes', '--one-step'];
    await hapyctl(step, 3);
    await hapyctl(step, 3);
    await sandbox.stop('coordinator', 'SIGKILL');
    await sandbox.startAt('coordinator');
    await everybodyWell();
    await sandbox.stop('agent-hapy2');
    assert.match(await hapyctl(step, 4), /hapy2/);
    await sandbox.startAt('agent-hapy2');
    await everybodyWell();
    await hapyctl(step, 3);
    await hapyctl(['certs', 'rotate-ca', '--back']);
    await hapyctl(['certs', 'rotate-ca', '--back']);
    await everybodyWell();
    assert.match(await hapyctl(['certs', 'rotate-ca'], 3), /1 .*\(next\)/);
  });

  it('replaces the issuing authority under 200 calls per second, of which none fails', async () => {
    const pki = sandbox.path('coordinator/state/pki');
    const coordinator = sandbox.nodes[0] ?? { name: '', address: '' };
    const calls = new SteadyCalls({
      ...{ clusterId, nodes: sandbox.nodes, coordinator, watched: [pki, file('anne')] },
      asCoordinator: () => readIdentity(pki),
      asPerson: async () => (await readIdentityFile(file('anne'))).identity,
    });
    await calls.start();
    const before = calls.calls;
    for (let step = 0; step < 3; step += 1) await hapyctl(['certs', 'rotate-ca', '--yes', '--one-step'], 3);
    await hapyctl(['certs', 'renew', '--identity', file('anne')]);
    await until('the load goes on', () => calls.calls > before + 1_000);
    await hapyctl(['certs', 'rotate-ca', '--yes']);
    const after = calls.calls;
    await until('the load went on', () => calls.calls > after + 400);
    const failures = await calls.stop();
    assert.deepEqual([...new Set(failures)], [], `${failures.length} of ${calls.calls}`);
    for (const { name } of sandbox.nodes)
      assert.match(await listOf(name), /"deniedIssuers":\["[0-9a-f]{40}"\]/);
    await everybodyWell();
  });

  it('makes another node the coordinator from a backup, and fences the one that still runs', async () => {
    const backup = sandbox.path('backup.age');
    await hapyctl(['backup', '--out', backup], 0, `${passphrase}\n`);
    // Younger than the backup: its serial cannot be known to whoever restores.
    await hapyctl(['certs', 'renew']);
    const epochs = await Promise.all(sandbox.nodes.map(({ name }) => epochOf(name)));
    const second = ['--dir', await sandbox.prepareSecond()];
    const wrong = await sandbox.hapyctl(['restore', backup, '--node', 'hapy2', ...second], {
      input: 'not the phrase\n',
    });
    assert.match(wrong.output, /HAPY-E131/);
    await hapyctl(['restore', backup, '--node', 'hapy2', ...second], 0, `${passphrase}\n`);
    await sandbox.startAt('coordinator-2');
    await everybodyWell(...second);
    await until('the first is refused by all', async () => {
      return (await wellFrom()) === sandbox.nodes.map(({ name }) => `${name}HAPY-E115`).join(' ');
    });
    // It has the authority's key, and certifies its own anew: of no use.
    const { output } = await sandbox.hapyctl(['certs', 'renew']);
    assert.match(output, /coordinator: renewed/);
    await until('the second has the lease, of a higher epoch', async () => {
      const now = await Promise.all(sandbox.nodes.map(({ name }) => epochOf(name)));
      return now.every((epoch, at) => epoch > (epochs[at] ?? 0));
    });
    assert.match(await wellFrom(), /^hapy1HAPY-E115 /);
    await everybodyWell(...second);
    const verified = await sandbox.hapyctl(['audit', 'verify', ...second]);
    assert.equal(verified.status, 0, verified.output);
    await sandbox.stop('coordinator');
  });

  /** What the agent has on its disk: whoever acts must have it. */
  async function epochOf(node: string): Promise<number> {
    const text = await readFile(sandbox.path(`nodes/${node}/state/agent/lease`), 'utf8').catch(() => '{}');
    return Number(/"epoch":\s*(\d+)/.exec(text)?.[1] ?? 0);
  }

  it('has told nobody a secret: logs, audits, journals, command lines, screens', async () => {
    await secrets.assertNothingTold(20, [passphrase]);
  });
});

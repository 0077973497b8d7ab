import assert from 'node:assert/strict';
import { chmod, cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';

import { generateKey } from '../../certs/keys.ts';
import { ClockedSandbox, type Days, haveFakeClock, until } from '../clocked/clocked-sandbox.ts';

/** More than the two years of an issuing authority: nothing but the root is valid any more. */
const day: Days = 800;
const passphrase = 'correct horse battery staple\n';

/*
 * What is left when every certificate has expired, the issuing authority too: the root's key, on a medium that was
 * locked away. One chapter after the other: a rescue, a backup of the time when all was valid, and a backup of the time
 * before the authority was replaced.
 */
describe('a cluster that slept for more than two years', function () {
  this.timeout(30 * 60_000);
  let sandbox: ClockedSandbox;
  let second: readonly string[];
  const medium = () => sandbox.path('medium/root-key.pem');
  const rootKey = () => sandbox.path('coordinator/state/root/root-key.pem');
  const backup = (name: string) => sandbox.path(`${name}.age`);
  const nobody: readonly string[] = [];

  before(async function () {
    if (!haveFakeClock) this.skip();
    sandbox = await ClockedSandbox.start();
    await hapyctl(['operator', 'create', 'anne', '--out', sandbox.path('anne.pem')], { days: 0 });
    await mkdir(sandbox.path('medium'), { mode: 0o700 });
    await rename(rootKey(), medium());
    // So it holds no key of the root.
    await hapyctl(['backup', '--out', backup('slept')], { days: 0, input: passphrase });
    for (const { name } of sandbox.nodes) await sandbox.stop(`agent-${name}`);
    for (const name of ['gateway', 'coordinator']) await sandbox.stop(name);
    second = ['--dir', await sandbox.prepareSecond()];
  });
  after(() => sandbox?.remove());

  async function hapyctl(
    words: readonly string[],
    o: { status?: number; days?: Days; input?: string } = {},
  ): Promise<string> {
    const { status, output } = await sandbox.hapyctl(words, { days: day, ...o });
    assert.equal(status, o.status ?? 0, `${words.join(' ')}\n${output}`);
    return output;
  }

  const anne = (words: readonly string[], status: number) =>
    hapyctl([...words, '--identity', sandbox.path('anne.pem')], { status });
  const states = async (at: readonly string[]) =>
    [...(await sandbox.unreachable(day, ...at))].map(([node, code]) => `${node} ${code}`).join(', ');
  const all = (code: string) => sandbox.nodes.map(({ name }) => `${name} ${code}`).join(', ');

  async function nodesAre(code: string, at = nobody): Promise<void> {
    let found = '';
    await until(`every node is ${code || 'well'}`, async () => {
      found = await states(at);
      return found === all(code);
    }).catch((error: unknown) => {
      throw new Error(found, { cause: error });
    });
  }

  const deniedOn = async (node: string) => {
    const text = await readFile(sandbox.path(`nodes/${node}/state/agent/trust.json`), 'utf8');
    return (JSON.parse(text) as { deniedIssuers: string[] }).deniedIssuers.toSorted();
  };

  /** The coordinator does not start, and says what helps. */
  async function refusesToStart(program: string): Promise<void> {
    const said = await sandbox.tryStart(program, day);
    assert.ok(said !== 'ready' && said.status === 1, JSON.stringify(said));
    assert.match(said.output, /HAPY-E190/);
    assert.match(said.output, /hapyctl certs rescue --root-key/);
  }

  it('is told by its coordinator what helps, and by the rescue what is missing', async () => {
    await refusesToStart('coordinator');
    const rescue = (file: string, status: number) =>
      hapyctl(['certs', 'rescue', ...(file === '' ? [] : ['--root-key', file])], { status });
    assert.match(await rescue('', 1), /HAPY-E124[^]*--root-key/);
    const other = sandbox.path('other-key.pem');
    await writeFile(other, (await generateKey()).privateKeyPem, { mode: 0o600 });
    assert.match(await rescue(other, 1), /HAPY-E145[^]*--root-key/);
    await chmod(other, 0o644);
    assert.match(await rescue(other, 1), new RegExp(`chmod 600 ${other}`));
    // Nothing was changed by what failed.
    await refusesToStart('coordinator');
  });

  it('is rescued offline from the root’s key, and everybody comes back by the keys that they have', async () => {
    const keys = await Promise.all(sandbox.nodes.map(({ name }) => keyOf(name)));
    await hapyctl(['certs', 'rescue', '--root-key', medium()]);
    await sandbox.startAt('coordinator', day);
    assert.match(await hapyctl(['certs', 'rescue', '--root-key', medium()], { status: 1 }), /HAPY-E139/);
    for (const { name } of sandbox.nodes) await sandbox.startAt(`agent-${name}`, day);
    await until('all three nodes wait for approval', async () => {
      const held = await sandbox.certificates();
      return sandbox.nodes.every(({ name }) => held.get(`agent/${name}`) === 'waiting');
    });
    await hapyctl(['certs', 'approve', '--all']);
    await nodesAre('');
    assert.match(await anne(['nodes'], 5), /HAPY-E102[^]*certs renew/);
    await anne(['certs', 'renew'], 5);
    await hapyctl(['certs', 'approve', 'operator/anne']);
    await anne(['certs', 'renew'], 0);
    await anne(['nodes'], 0);
    assert.deepEqual(await Promise.all(sandbox.nodes.map(({ name }) => keyOf(name))), keys);
  });

  const keyOf = (node: string) => readFile(sandbox.path(`nodes/${node}/state/agent/pki/key.pem`), 'utf8');

  it('lets no expired authority come back, and ends its replacement without the root’s key', async () => {
    const [before] = await Promise.all(sandbox.nodes.map(({ name }) => deniedOn(name)));
    assert.deepEqual(before, []);
    assert.match(await hapyctl(['certs', 'rotate-ca', '--back'], { status: 1 }), /HAPY-E192/);
    await hapyctl(['certs', 'rotate-ca', '--yes']);
    for (const { name } of sandbox.nodes) assert.equal((await deniedOn(name)).length, 1, name);
    await nodesAre('');
    await sandbox.stop('coordinator');
  });

  it('is restored from a backup whose authority has expired, by the root’s key', async () => {
    const restore = ['restore', backup('slept'), '--node', 'hapy2', ...second];
    const refused = await hapyctl(restore, { status: 1, input: passphrase });
    assert.match(refused, /HAPY-E191[^]*--root-key/);
    await hapyctl([...restore, '--root-key', medium()], { input: passphrase });
    await sandbox.startAt('coordinator-2', day);
    await nodesAre('', second);
    await placesAre('hapy2');
  });

  it('keeps denied what was withdrawn since that backup', async () => {
    // What the backup knows of the nodes' certificates has expired, so somebody has to agree once.
    const waits = await hapyctl(['certs', 'rotate-ca', '--yes', ...second], { status: 4 });
    assert.match(waits, /HAPY-E187[^]*hapyctl certs approve/);
    await hapyctl(['certs', 'approve', '--all', ...second]);
    await hapyctl(['certs', 'rotate-ca', '--yes', ...second]);
    for (const { name } of sandbox.nodes) assert.equal((await deniedOn(name)).length, 1, name);
  });

  it('is rescued when the backup is older than the replacement of the authority', async () => {
    await hapyctl(['backup', '--out', backup('replaced'), ...second], { input: passphrase });
    const root = sandbox.path('second/coordinator/state/root');
    await mkdir(root, { recursive: true, mode: 0o700 });
    await cp(medium(), `${root}/root-key.pem`);
    await hapyctl(['certs', 'rotate-ca', '--yes', ...second]);
    await sandbox.stop('coordinator-2');
    const restore = ['restore', backup('replaced'), '--node', 'hapy2', ...second];
    assert.match(await hapyctl(restore, { status: 2, input: passphrase }), /HAPY-E133[^]*mv/);
    await rename(sandbox.path('second/coordinator/state'), sandbox.path('second/coordinator/state.before'));
    await rm(sandbox.path('second/gateway'), { recursive: true, force: true });
    await hapyctl(restore, { input: passphrase });
    await sandbox.startAt('coordinator-2', day);
    await nodesAre('HAPY-E117', second);
    const { output } = await sandbox.hapyctl(['doctor', 'explain', 'HAPY-E117']);
    assert.match(output, /certs rescue --root-key/);
    await sandbox.stop('coordinator-2');
    await hapyctl(['certs', 'rescue', '--root-key', medium(), ...second]);
    await sandbox.startAt('coordinator-2', day);
    await nodesAre('', second);
    for (const { name } of sandbox.nodes) assert.equal((await deniedOn(name)).length, 2, name);
    await hapyctl(['audit', 'verify', ...second]);
  });

  it('finds a coordinator that was restored elsewhere while its certificates expired', async () => {
    await hapyctl(['backup', '--out', backup('moved'), ...second], { input: passphrase });
    for (const { name } of sandbox.nodes) await sandbox.stop(`agent-${name}`);
    await sandbox.stop('coordinator-2');
    await rename(sandbox.path('second/coordinator/state'), sandbox.path('second/coordinator/state.hapy2'));
    await rm(sandbox.path('second/gateway'), { recursive: true, force: true });
    const later = { days: day + 40 };
    await hapyctl(['restore', backup('moved'), '--node', 'hapy3', ...second], {
      ...later,
      input: passphrase,
    });
    await sandbox.startAt('coordinator-2', later.days);
    // It cannot reach them: nobody believes what has expired. They have to come to where they were never told it is.
    for (const { name } of sandbox.nodes) await sandbox.startAt(`agent-${name}`, later.days);
    await until('all three nodes wait for approval', async () => {
      const held = await sandbox.certificates(...second);
      return sandbox.nodes.every(({ name }) => held.get(`agent/${name}`) === 'waiting');
    });
    await hapyctl(['certs', 'approve', '--all', ...second], later);
    await until('every node is well', async () => {
      const found = await sandbox.unreachable(later.days, ...second);
      return sandbox.nodes.every(({ name }) => found.get(name) === '');
    });
    await placesAre('hapy3');
  });

  /** Until each node has it on its disk where the coordinator is now: it is told soon after it is reached. */
  async function placesAre(node: string): Promise<void> {
    const address = sandbox.nodes.find(({ name }) => name === node)?.address;
    for (const { name } of sandbox.nodes) {
      await until(`${name} knows that the coordinator is on ${node}`, async () => {
        const text = await readFile(sandbox.path(`nodes/${name}/state/agent/trust.json`), 'utf8');
        const { coordinators } = JSON.parse(text) as { coordinators: { address: string }[] };
        return coordinators[0]?.address === address;
      });
    }
  }
});

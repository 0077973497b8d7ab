import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * With real users: what only root may read, the agent's user cannot; the helper hands it the one thing it
 * needs, and nobody else may even connect to the helper. Two numbers without accounts stand for the users, so
 * that nothing has to be made or removed.
 */

const agentUser = { uid: 64_021, gid: 64_021 };
const otherUser = { uid: 64_022, gid: 64_022 };

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** Asks the helper for the session, as its own process; prints the answer or the code of the refusal. */
const askForSession = `
  import { callUnary, unixTarget } from '${repository}services/rpc/client.ts';
  import { HelperServiceClient } from '${repository}services/rpc/gen/hapy/helper/v1/helper.ts';
  const target = unixTarget(process.argv[1]);
  const client = new HelperServiceClient(target.address, target.credentials, target.options);
  try {
    const call = client.readOneSession.bind(client);
    const { session } = await callUnary(call, {}, { deadlineMs: 5000, what: 'helper' });
    console.log('session ' + session);
  } catch (error) {
    console.log('refused ' + error.code);
  }
  client.close();
`;

const readFile = `
  import { readFileSync } from 'node:fs';
  try {
    console.log('read ' + readFileSync(process.argv[1], 'utf8').trim());
  } catch (error) {
    console.log('refused ' + error.code);
  }
`;

describe('agent and helper as two users', function () {
  this.timeout(30 * 60_000);
  let folder: string;
  let helper: ChildProcess | undefined;
  let socket: string;
  let oneAuth: string;

  before(async function () {
    if (process.getuid?.() !== 0 || !readableByOthers(process.execPath)) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'hapy-users-'));
    chmodSync(folder, 0o755);
    socket = join(folder, 'helper.sock');
    const oneDirectory = join(folder, 'one');
    oneAuth = join(oneDirectory, 'one_auth');
    mkdirSync(oneDirectory, { mode: 0o700 });
    writeFileSync(oneAuth, 'oneadmin:secret\n', { mode: 0o600 });
    const config = join(folder, 'helper.yaml');
    const owner = { user: '0', group: String(agentUser.gid) };
    const files = { oneAuth, oneDirectory };
    const places = {
      socket,
      stateDirectory: join(folder, 'state'),
      identityFile: join(folder, 'identity.json'),
    };
    writeFileSync(config, JSON.stringify({ ...places, owner, files, log: { level: 'silent' } }));
    const argv = [join(repository, 'agent/helper/main.ts'), 'serve', '--config', config];
    helper = spawn(process.execPath, argv, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    await once(helper, 'message');
  });

  after(async () => {
    if (helper === undefined) return;
    helper.kill('SIGTERM');
    await once(helper, 'exit');
    rmSync(folder, { recursive: true });
  });

  function as(user: { uid: number; gid: number }, script: string, argument: string): string {
    const argv = ['--no-warnings', '--input-type=module', '-e', script, argument];
    const options = {
      ...user,
      encoding: 'utf8' as const,
      cwd: '/',
      env: { NODE_DISABLE_COMPILE_CACHE: '1' },
    };
    const { stdout, stderr } = spawnSync(process.execPath, argv, options);
    return (stdout + stderr).trim();
  }

  it('the socket belongs to root and the agent’s group', () => {
    const { mode, uid, gid } = statSync(socket);
    assert.deepEqual([mode & 0o777, uid, gid], [0o660, 0, agentUser.gid]);
  });

  it('the agent’s user cannot read oneadmin’s password from its file', () => {
    assert.equal(as(agentUser, readFile, oneAuth), 'refused EACCES');
  });

  it('the agent’s user gets it from the helper, to keep in memory', () => {
    assert.equal(as(agentUser, askForSession, socket), 'session oneadmin:secret');
  });

  it('any other user gets it from neither', () => {
    assert.equal(as(otherUser, readFile, oneAuth), 'refused EACCES');
    assert.match(as(otherUser, askForSession, socket), /^refused HAPY-E/);
  });

  it('the agent as a process of its own user serves nothing it could not read itself', () => {
    const state = join(folder, 'agent');
    mkdirSync(state, { mode: 0o700 });
    chownSync(state, agentUser.uid, agentUser.gid);
    const config = join(folder, 'agent.yaml');
    const agent = { node: 'hapy1', listen: { address: '127.0.0.1' }, stateDirectory: state };
    writeFileSync(config, JSON.stringify({ ...agent, helperSocket: socket, programs: { ip: oneAuth } }));
    const main = join(repository, 'agent/main.ts');
    // A config key that points at root's file does not help: nothing of the agent opens it.
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [main, 'join', '--config', config, '--token-file', oneAuth],
      {
        ...agentUser,
        encoding: 'utf8',
        cwd: '/',
        env: { NODE_DISABLE_COMPILE_CACHE: '1', LANG: 'en' },
      },
    );
    assert.match(stderr, /HAPY-E200 .* cannot be read .*EACCES/);
    assert.doesNotMatch(stdout + stderr, /secret/);
  });
});

/** Whether a user without rights may run our runtime: a checkout under /root cannot be used for this test. */
function readableByOthers(path: string): boolean {
  const argv = ['-e', '0'];
  const runs = spawnSync(path, argv, { ...otherUser, cwd: '/' });
  const reads = spawnSync('/usr/bin/test', ['-r', join(repository, 'package.json')], {
    ...otherUser,
    cwd: '/',
  });
  return runs.status === 0 && reads.status === 0;
}

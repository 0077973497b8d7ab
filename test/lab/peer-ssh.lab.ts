import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { runningPid } from '../../sandbox/double/file-lock.ts';
import { until } from '../../sandbox/double/testing/test-zone.ts';
import { RealFounding } from '../kill-points/real-founding.ts';

const run = promisify(execFile);
const sshd = '/usr/sbin/sshd';
const foreignHost =
  'elsewhere.ac-test.fr ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHfromElsewhereAAAAAAAAAAAAAAAAAAAAAAAAA';

/*
 * oneadmin's SSH between hosts with real sshd: one a node, each with that node's own host key and the authorized_keys of
 * its oneadmin. Who connects has nothing but that node's id_rsa and known_hosts, and may ask nobody.
 */
describe('oneadmin’s SSH between hosts', function () {
  this.timeout(30 * 60_000);
  let cluster: RealFounding;
  const daemons: ChildProcess[] = [];
  const ports = new Map<string, number>();

  before(async function () {
    if (process.getuid?.() !== 0 || !existsSync(sshd)) this.skip();
    mkdirSync('/run/sshd', { recursive: true });
    cluster = await RealFounding.start(3);
    for (const node of cluster.nodeNames) await prepare(node);
  });
  after(async () => {
    for (const daemon of daemons) daemon.kill();
    await cluster?.remove();
  });

  const ssh = (node: string) => cluster.node(node).paths.oneSshDirectory;

  /** Keys as OpenSSH makes them, an entry of somebody else's in both files, and a daemon. */
  async function prepare(node: string): Promise<void> {
    const { root, sshHostKeyDirectory } = cluster.node(node).paths;
    const hostKey = join(sshHostKeyDirectory, 'ssh_host_ed25519_key');
    for (const [type, file] of [
      ['ed25519', hostKey],
      ['rsa', join(ssh(node), 'id_rsa')],
    ] as const) {
      rmSync(file, { force: true });
      rmSync(`${file}.pub`, { force: true });
      await run('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', '', '-f', file]);
    }
    writeFileSync(join(ssh(node), 'known_hosts'), `${foreignHost}\n`, { mode: 0o600 });
    const port = await freePort();
    const configuration = join(root, 'sshd_config');
    // The files stand in a folder that everybody may pass through, which is no concern of this test.
    const lines = [
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${join(ssh(node), 'authorized_keys')}`,
      `ListenAddress 127.0.0.1:${port}`,
      `PidFile ${join(root, 'sshd.pid')}`,
      'StrictModes no',
      'PermitRootLogin prohibit-password',
      'PasswordAuthentication no',
      'UsePAM no',
    ];
    writeFileSync(configuration, `${lines.join('\n')}\n`);
    daemons.push(spawn(sshd, ['-D', '-e', '-f', configuration], { stdio: 'ignore' }));
    ports.set(node, port);
  }

  /** What ssh says where it fails. As a driver of OpenNebula does it: by the host's name, and an unknown key is an error. */
  async function refusal(from: string, to: string): Promise<string | undefined> {
    const options = [
      'BatchMode=yes',
      'StrictHostKeyChecking=yes',
      'GlobalKnownHostsFile=/dev/null',
      `UserKnownHostsFile=${join(ssh(from), 'known_hosts')}`,
      `IdentityFile=${join(ssh(from), 'id_rsa')}`,
      'IdentitiesOnly=yes',
      `HostKeyAlias=${to}.ac-test.fr`,
    ].flatMap((option) => ['-o', option]);
    const argv = ['-F', '/dev/null', ...options, '-p', String(ports.get(to)), 'root@127.0.0.1', 'true'];
    return run('ssh', argv, { timeout: 60_000 }).then(
      () => undefined,
      (error: unknown) => `${from} → ${to}: ${(error as { stderr?: string }).stderr ?? String(error)}`,
    );
  }

  async function unreached(): Promise<string[]> {
    const pairs = cluster.nodeNames.flatMap((from) => cluster.nodeNames.map((to) => [from, to] as const));
    const refusals = await Promise.all(pairs.map(([from, to]) => refusal(from, to)));
    return refusals.filter((said) => said !== undefined);
  }

  const isForeignKept = (node: string) =>
    readFileSync(join(ssh(node), 'known_hosts'), 'utf8')
      .split('\n')
      .includes(foreignHost);

  it('reaches nobody before the cluster is formed', async () => {
    assert.equal((await unreached()).length, 9);
  });

  it('reaches every host from every host afterwards, and what stood in the files still does', async () => {
    const { status, output } = await cluster.hapyctl('apply', '--yes');
    assert.equal(status, 0, output.slice(-2000));
    assert.deepEqual(await unreached(), []);
    // The others have the files of the leader's seed, into which the peers were merged.
    assert.deepEqual(
      cluster.nodeNames.filter((node) => !isForeignKept(node)),
      [],
    );
  });

  it('still does after a fail-over, and the hosts are on', async () => {
    const { output } = await cluster.hapyctl('status');
    const led = /^Leader +(\S+)/m.exec(output)?.[1] ?? '';
    process.kill(runningPid(cluster.node(led).paths.onedPid) ?? 0, 'SIGKILL');
    await until('somebody else leads', async () => {
      const { output: now } = await cluster.hapyctl('status');
      const next = /^Leader +(\S+)/m.exec(now)?.[1];
      return next !== undefined && next !== led;
    });
    assert.deepEqual(await unreached(), []);
    assert.equal((await cluster.hapyctl('apply', '--yes')).status, 0);
    await until('everything is well', async () => (await cluster.hapyctl('status')).status === 0);
    assert.deepEqual(await unreached(), []);
  });

  it('adds nothing twice when it is done again', async () => {
    const before = cluster.nodeNames.map((node) => readFileSync(join(ssh(node), 'known_hosts'), 'utf8'));
    assert.equal((await cluster.hapyctl('apply', '--yes')).status, 0);
    const after = cluster.nodeNames.map((node) => readFileSync(join(ssh(node), 'known_hosts'), 'utf8'));
    assert.deepEqual(after, before);
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

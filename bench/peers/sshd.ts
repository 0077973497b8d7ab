import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { Folder } from '../harness/folder.ts';
import type { Context } from '../harness/measure.ts';
import { end, run } from '../harness/programs.ts';

const daemon = '/usr/sbin/sshd';
const user = 'hapy-bench';

/** Debian's sshd and how to run a command through it, or undefined where it cannot be had. */
export interface Ssh {
  /** A new connection for each command, as scripts do it. */
  readonly fresh: (command: string) => Promise<unknown>;
  /** Over a connection that stands (ControlMaster). */
  readonly shared: (command: string) => Promise<unknown>;
  /** The words before the host, for rsync and Ansible. */
  readonly options: readonly string[];
  readonly port: number;
  readonly user: string;
  readonly keyFile: string;
}

const running = new WeakMap<Folder, Promise<Ssh | undefined>>();

/** The one sshd of a measure, which ends with it: whoever asks a second time is given the same. */
export function startSshd(context: Context): Promise<Ssh | undefined> {
  const known = running.get(context.folder) ?? start(context);
  running.set(context.folder, known);
  return known;
}

/**
 * Starts sshd for a user of its own with an empty home and dash as the shell: root's own start-up files would cost a
 * tenth of a second for each command, and flatter us.
 */
async function start({ folder, rivals, skip }: Context): Promise<Ssh | undefined> {
  if (!rivals) return undefined;
  if (process.getuid?.() !== 0 || !existsSync(daemon)) {
    skip('ssh: needs root and openssh-server');
    return undefined;
  }
  const place = folder.under('ssh');
  mkdirSync('/run/sshd', { recursive: true });
  await leave();
  await run(['useradd', '--shell', '/bin/sh', '--home-dir', '/tmp', '--no-create-home', user]);
  folder.atEnd(leave);
  const [hostKey, keyFile] = [join(place, 'host'), join(place, 'user')];
  for (const file of [hostKey, keyFile])
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', file]);
  // sshd reads the list as the user, who may not enter this folder: a command gives it instead.
  const list = join('/run/sshd', `hapy-bench-${process.pid}`);
  await run(['install', '-m', '644', `${keyFile}.pub`, list]);
  folder.atEnd(() => run(['rm', '-f', list]));
  const port = await freePort();
  const configuration = join(place, 'sshd_config');
  const lines = [
    ...[`HostKey ${hostKey}`, `AuthorizedKeysFile ${list}`, `ListenAddress 127.0.0.1:${port}`],
    ...[`PidFile ${join(place, 'pid')}`, 'UsePAM yes', 'MaxStartups 200:30:300', 'MaxSessions 200'],
    ...['StrictModes no', `AllowUsers ${user}`, 'Subsystem sftp internal-sftp'],
  ];
  writeFileSync(configuration, `${lines.join('\n')}\n`);
  const child = spawn(daemon, ['-D', '-e', '-f', configuration], { stdio: 'ignore' });
  folder.atEnd(() => end(child));
  const common = [
    ...['-F', '/dev/null', '-i', keyFile, '-p', String(port), '-o', 'StrictHostKeyChecking=no'],
    ...['-o', 'UserKnownHostsFile=/dev/null', '-o', 'BatchMode=yes', '-o', 'LogLevel=ERROR'],
  ];
  const host = `${user}@127.0.0.1`;
  const socket = join(place, 'master');
  await untilItSucceeds(() => run(['ssh', ...common, host, 'true']));
  // A master that goes on in the background keeps the streams of whoever begins it.
  const holding = spawn('ssh', ['-MN', '-o', `ControlPath=${socket}`, ...common, host], { stdio: 'ignore' });
  folder.atEnd(() => end(holding));
  const shared = ['-o', `ControlPath=${socket}`, ...common];
  await untilItSucceeds(() => run(['ssh', '-O', 'check', ...shared, host]));
  return {
    fresh: (command) => run(['ssh', ...common, host, command]),
    shared: (command) => run(['ssh', ...shared, host, command]),
    options: common,
    ...{ port, user, keyFile },
  };
}

/** Ansible keeps its connections for a minute, and nobody is deleted for whom a process runs: not those of a bench that was killed either. */
async function leave(): Promise<void> {
  if (!(await exists())) return;
  await run(['pkill', '-KILL', '-u', user]).catch(() => undefined);
  await untilItSucceeds(() => run(['userdel', user]));
}

async function exists(): Promise<boolean> {
  return run(['id', user]).then(
    () => true,
    () => false,
  );
}

async function untilItSucceeds(ask: () => Promise<unknown>): Promise<void> {
  const untilMs = Date.now() + 20_000;
  for (;;) {
    try {
      return void (await ask());
    } catch (error) {
      if (Date.now() > untilMs) throw error;
      await delay(50);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

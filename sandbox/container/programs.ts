import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const againMs = 1_000;

/** An account that the packages have made. */
export async function accountOf(name: string): Promise<Account> {
  const line = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .find((each) => each.startsWith(`${name}:`));
  const [, , uid, gid] = (line ?? '').split(':').map(Number);
  if (uid === undefined || gid === undefined) throw new Error(`there is no account ${name}`);
  return { uid, gid };
}

/** A program that runs as long as the container; its end is an error. */
export async function daemon(argv: readonly string[], account?: Account): Promise<never> {
  const status = await ended(argv, account);
  throw new Error(`${argv.join(' ')} has ended with ${status}`);
}

/** A command to its end. @throws Error when it fails; with `waitFor` it is repeated until it succeeds. */
export async function run(
  argv: readonly string[],
  options: { readonly waitFor?: 'success' } = {},
): Promise<void> {
  let status = await ended(argv);
  while (status !== 0 && options.waitFor === 'success') {
    await delay(againMs);
    status = await ended(argv);
  }
  if (status !== 0) throw new Error(`${argv.join(' ')} has ended with ${status}`);
}

export async function untilDone(what: string, holds: () => boolean): Promise<void> {
  if (!holds()) process.stdout.write(`waiting until ${what}\n`);
  while (!holds()) await delay(againMs);
}

/** The signals that end the container end what runs in it. */
function ended([program = '', ...words]: readonly string[], account: Partial<Account> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: 'inherit', ...account });
    const pass = (signal: NodeJS.Signals) => void child.kill(signal);
    process.on('SIGTERM', pass).on('SIGINT', pass);
    child.once('error', reject);
    child.once('exit', (code) => {
      process.off('SIGTERM', pass).off('SIGINT', pass);
      resolve(code ?? 1);
    });
  });
}

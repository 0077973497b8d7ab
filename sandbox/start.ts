#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { internalError, toErrorRecord } from '../services/base/errors/hapy-error.ts';
import { programFile } from '../services/base/installation.ts';
import { sandboxMessages } from '../services/base/messages/sandbox.ts';
import { explainError } from '../services/base/messages/explain-error.ts';
import { chooseLanguage, formatText, type TextParameters } from '../services/base/messages/language.ts';
import { connectCoordinator, leaderIn } from './coordinator-calls.ts';
import { takeSandboxDown } from './down.ts';
import { sandboxLayout } from './layout.ts';
import { readRecord } from './record.ts';
import { type Sandbox, startSandbox } from './up.ts';

/*
 * `npm start`: three nodes on this machine become a cluster before one's eyes, and stay until Ctrl-C. With --once
 * it stops by itself when the cluster is formed. Nothing is left behind in either case.
 */

const language = chooseLanguage(undefined, process.env);
const nodes = 3;

const say = (key: keyof typeof sandboxMessages, parameters: TextParameters = {}) =>
  formatText(sandboxMessages[key], language, parameters);
const print = (line: string) => process.stdout.write(`${line}\n`);

/** Aborted by Ctrl-C and by whoever ends us; only asks the work to end, so that all of it is put away. */
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort(signal));

/** What a shell gives for a program that Ctrl-C has ended. */
const interruptedStatus = 130;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const [unknown] = argv.filter((word) => word !== '--once');
  if (unknown !== undefined) return complain('HAPY-E250', { option: unknown, command: 'npm start --' });
  const directory = await mkdtemp(join(tmpdir(), 'hapy-'));
  const status = await show(directory, argv.includes('--once')).catch((error: unknown) =>
    stop.signal.aborted ? interruptedStatus : tell(error),
  );
  // After a failure the logs are what is needed most.
  const keep = status !== 0 && status !== interruptedStatus;
  return (await putAway(directory, keep)) ? status : 1;
}

async function show(directory: string, once: boolean): Promise<number> {
  print(say('start.welcome', { nodes }));
  const sandbox = await startSandbox({
    directory,
    nodes,
    stage: 'enrolled',
    signal: stop.signal,
    onStep: (step, record) => {
      if (step === 'roots') print(`${say('start.double', { factor: record.clockFactor, directory })}\n`);
      print(say(`sandbox.${step}`, { nodes, directory, subnet: record.subnet }));
    },
  });
  print('');
  const startedMs = performance.now();
  const applied = await hapyctl(sandbox, ['apply', '--yes']);
  if (applied !== 0) return applied;
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  print('');
  const healthy = await hapyctl(sandbox, ['status']);
  if (healthy !== 0) return healthy;
  print(`\n${say('start.formed', { duration: `${seconds} s`, leader: await leaderOf(sandbox) })}`);
  if (!once) await stayUntilStopped(sandbox);
  return 0;
}

async function stayUntilStopped(sandbox: Sandbox): Promise<void> {
  const prefix = `HAPY_DIR=${sandbox.layout.directory} npx hapyctl`;
  print(`\n${say('start.try')}`);
  for (const command of ['status', 'nodes', 'plan', 'runs']) print(`  ${prefix} ${command}`);
  print(`\n${say('start.stay')}`);
  // A pending promise alone does not keep a process alive.
  const alive = setInterval(() => undefined, 60_000);
  if (!stop.signal.aborted) await untilAborted(stop.signal);
  clearInterval(alive);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

async function leaderOf(sandbox: Sandbox): Promise<string> {
  const coordinator = connectCoordinator(sandbox.layout);
  try {
    return leaderIn(await coordinator.status()) ?? '?';
  } finally {
    coordinator.close();
  }
}

/** The command that a person would type, in this terminal. */
async function hapyctl(sandbox: Sandbox, words: readonly string[]): Promise<number> {
  stop.signal.throwIfAborted();
  const program = programFile('coordinator/cli/main');
  const argv = [program, ...words, '--dir', sandbox.layout.directory, '--lang', language];
  // Ctrl-C reaches it too, and here it must not say that the run goes on.
  const env = { ...process.env, HAPY_RUN_ENDS_WITH_US: '1' };
  const child = spawn(process.execPath, argv, { stdio: 'inherit', env });
  const [code] = (await once(child, 'exit')) as [number | null];
  stop.signal.throwIfAborted();
  return code ?? 1;
}

async function putAway(directory: string, keep: boolean): Promise<boolean> {
  print(`\n${say('start.stopping')}`);
  try {
    if ((await readRecord(sandboxLayout(directory))) === undefined) await rm(directory, { recursive: true });
    else await takeSandboxDown({ directory, keep });
    print(keep ? say('sandbox.down-kept', { directory }) : say('start.nothing-left'));
    return true;
  } catch (error) {
    tell(error);
    return false;
  }
}

function complain(code: 'HAPY-E250', parameters: Readonly<Record<string, string>>): number {
  return tellRecord({ code, parameters }, 2);
}

function tell(error: unknown): number {
  return tellRecord(toErrorRecord(internalError(error)), 1);
}

function tellRecord(record: ReturnType<typeof toErrorRecord>, status: number): number {
  const { code, text, cause, next } = explainError(record, language);
  const lines = [`\n${code}  ${text}`];
  if (cause !== '') lines.push(`  ${say('start.cause')} : ${cause}`);
  if (next !== '') lines.push(`  ${say('start.next')} : ${next}`);
  process.stderr.write(`${lines.join('\n')}\n`);
  return status;
}

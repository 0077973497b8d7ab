import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

import { programFile } from '../../../services/base/installation.ts';
import { takeSandboxDown } from '../../../sandbox/down.ts';
import { startSandbox } from '../../../sandbox/up.ts';
import { type ExitStatus, print, say, type Session } from '../session.ts';

export interface UpOptions {
  readonly nodes: number;
  readonly stage: 'installed' | 'enrolled' | 'formed';
  readonly subnet?: string;
  readonly from?: readonly string[];
  /** Actions that go wrong once, for tests. */
  readonly injectError?: readonly string[];
  readonly injectRepeat?: readonly string[];
  readonly injectUnknown?: readonly string[];
}

/** Without --dir and HAPY_DIR a sandbox stands in the folder where the person is. */
function directoryOf(session: Session): string {
  return session.directory ?? resolve('.hapy');
}

/** Starts a whole cluster on this machine and says how to talk to it. */
export async function sandboxUp(session: Session, options: UpOptions): Promise<ExitStatus> {
  const stop = session.interrupted();
  const { layout } = await startSandbox({
    directory: directoryOf(session),
    nodes: options.nodes,
    stage: options.stage === 'installed' ? 'installed' : 'enrolled',
    signal: stop,
    ...(options.subnet === undefined ? {} : { subnet: options.subnet }),
    ...(options.from === undefined ? {} : { from: options.from }),
    ...faultsIn(options),
    onStep: (step, record, map) => {
      const nodes = record.nodes.length;
      const about = { nodes, directory: directoryOf(session), subnet: record.subnet };
      print(session, say(session, `sandbox.${step}`, about));
      if (map === undefined || map.size === 0) return;
      print(session, say(session, 'sandbox.map'));
      for (const [given, mapped] of map) print(session, `  ${given} → ${mapped}`);
    },
  });
  const status = options.stage === 'formed' ? await form(session, layout.directory) : 0;
  print(session, '');
  print(session, say(session, 'sandbox.up'));
  print(session, `  export HAPY_DIR=${quoted(layout.directory)}`);
  if (options.stage === 'installed') print(session, say(session, 'sandbox.installed-next'));
  if (options.stage === 'enrolled') print(session, say(session, 'sandbox.up-next'));
  return status;
}

function faultsIn({ injectError: error, injectRepeat: repeat, injectUnknown: unknown }: UpOptions) {
  const wanted = Object.entries({ error, repeat, unknown }).filter(([, actions]) => actions !== undefined);
  return wanted.length === 0 ? {} : { inject: Object.fromEntries(wanted) };
}

/** The same command that a person would type; its progress goes to the same terminal. */
async function form(session: Session, directory: string): Promise<ExitStatus> {
  const hapyctl = programFile('coordinator/cli/main');
  const argv = [hapyctl, 'apply', '--yes', '--dir', directory, '--lang', session.language];
  const child = spawn(process.execPath, argv, { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return (code ?? 1) as ExitStatus;
}

/** For a POSIX shell. */
function quoted(path: string): string {
  return /^[\w/.:+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** Starts what was configured since: after `init` the coordinator, after `join` the programs of that node. */
export async function sandboxStart(session: Session): Promise<ExitStatus> {
  const { startConfigured } = await import('../../../sandbox/start-configured.ts');
  const signal = session.interrupted();
  const { started, running, unconfigured } = await startConfigured({
    directory: directoryOf(session),
    signal,
  });
  const states = new Map<string, string>();
  for (const name of started) states.set(name, say(session, 'sandbox.started'));
  for (const name of running) states.set(name, say(session, 'sandbox.running'));
  for (const name of unconfigured) {
    const before = name === 'coordinator' ? 'sandbox.not-initialised' : 'sandbox.not-joined';
    states.set(name, `${say(session, 'sandbox.unconfigured')}, ${say(session, before)}`);
  }
  const order = ['lan', 'coordinator', 'gateway'];
  const names = [...states.keys()];
  const programs = order.filter((name) => states.has(name));
  const nodes = names.filter((name) => !order.includes(name)).sort(inNaturalOrder);
  const width = Math.max(...names.map((name) => name.length));
  for (const name of [...programs, ...nodes])
    print(session, `  ${name.padEnd(width)}  ${states.get(name) ?? ''}`);
  return 0;
}

const inNaturalOrder = new Intl.Collator('en', { numeric: true }).compare;

/** Stops the sandbox and removes its directory. */
export async function sandboxDown(
  session: Session,
  options: { readonly keep: boolean },
): Promise<ExitStatus> {
  const directory = directoryOf(session);
  await takeSandboxDown({ directory, keep: options.keep });
  print(session, say(session, options.keep ? 'sandbox.down-kept' : 'sandbox.down', { directory }));
  return 0;
}

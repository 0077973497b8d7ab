import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { parse, stringify } from 'yaml';

import { takeSandboxDown } from '../../sandbox/down.ts';
import { nodeLayout, type SandboxLayout } from '../../sandbox/layout.ts';
import { markedProcesses } from '../../sandbox/processes/marked-processes.ts';
import { readPidFiles, writePidFile } from '../../sandbox/processes/pid-files.ts';
import { identityOf } from '../../sandbox/processes/process-identity.ts';
import { logOf, programEnvironment } from '../../sandbox/processes/start-program.ts';
import { type Sandbox, startSandbox } from '../../sandbox/up.ts';
import { programFile } from '../../services/base/installation.ts';

/** Debian's package `faketime`; the library by which a program sees another wall clock. */
const fakeClock = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketimeMT.so.1`;

export const haveFakeClock = existsSync(fakeClock);

/** Days by which a program's clock is ahead of the real one; negative behind. */
export type Days = number;

export interface Said {
  readonly status: number | null;
  readonly output: string;
}

const neverEnds = new AbortController().signal;
const lookMs = 50;

/** A sandbox in real processes, each of whose programs can be started with a wall clock of its own. */
export class ClockedSandbox {
  readonly #sandbox: Sandbox;

  private constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  /** Enrolled nodes and their programs, all at the real time. */
  static async start(nodes = 3): Promise<ClockedSandbox> {
    const directory = await realpath(await mkdtemp(join(tmpdir(), 'hapy-clock-')));
    const options = {
      directory,
      nodes,
      stage: 'enrolled',
      signal: neverEnds,
      onStep: () => undefined,
    } as const;
    return new ClockedSandbox(await startSandbox(options));
  }

  get layout(): SandboxLayout {
    return this.#sandbox.layout;
  }

  get directory(): string {
    return this.layout.directory;
  }

  /** As a cluster.yaml has them. */
  get spec(): Pick<Sandbox['record'], 'nodes' | 'vip'> {
    const { nodes, vip } = this.#sandbox.record;
    return { nodes, vip };
  }

  get nodes(): readonly { readonly name: string; readonly address: string }[] {
    return this.#sandbox.record.nodes;
  }

  /** A path of the sandbox. */
  path(...parts: string[]): string {
    return join(this.directory, ...parts);
  }

  /** Ends a program, politely by default, and waits for its end. */
  async stop(name: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const found = (await readPidFiles(this.layout.pids)).find((each) => each.name === name);
    if (found === undefined || identityOf(found.pid)?.startTicks !== found.startTicks) return;
    process.kill(found.pid, signal);
    await until(`the end of ${name}`, () => identityOf(found.pid)?.startTicks !== found.startTicks);
  }

  /** Starts `coordinator`, `gateway` or `agent-NODE` with a clock; tells whether it serves, else what it said. */
  async tryStart(name: string, days: Days = 0): Promise<Said | 'ready'> {
    const [program, config] = this.#programOf(name);
    const argv = [programFile(program), 'serve', '--config', config];
    const child = spawn(process.execPath, argv, {
      ...{ cwd: this.directory, detached: true, env: this.#environment(days) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const { createWriteStream } = await import('node:fs');
    const log = createWriteStream(logOf(this.layout, name), { flags: 'a' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (part: Buffer) => {
        output += part.toString('utf8');
        log.write(part);
      });
    }
    const ended = once(child, 'close').then(([status]) => ({ status: status as number | null, output }));
    const outcome = await Promise.race([once(child, 'message').then(() => 'ready' as const), ended]);
    if (outcome !== 'ready') return outcome;
    const identity = child.pid === undefined ? undefined : identityOf(child.pid);
    assert.ok(identity !== undefined);
    await writePidFile(this.layout.pids, { name, ...identity });
    return 'ready';
  }

  async startAt(name: string, days: Days = 0): Promise<void> {
    const outcome = await this.tryStart(name, days);
    assert.equal(outcome, 'ready', `${name}: ${JSON.stringify(outcome)}`);
  }

  /** Starts a program again, at another time. */
  async restartAt(name: string, days: Days = 0): Promise<void> {
    await this.stop(name);
    await this.startAt(name, days);
  }

  /** A command of hapyctl as a person types it, with a clock and on its standard input what is given. */
  hapyctl(words: readonly string[], o: { days?: Days; input?: string } = {}): Promise<Said> {
    return endOf(this.spawnHapyctl(words, o.days), o.input ?? '');
  }

  spawnHapyctl(words: readonly string[], days: Days = 0): ChildProcess {
    const place = words.includes('--dir') ? [] : ['--dir', this.directory];
    const argv = [programFile('coordinator/cli/main'), ...words, ...place, '--lang', 'en'];
    return spawn(process.execPath, argv, { env: this.#environment(days), stdio: 'pipe' });
  }

  /** `hapy-agent join` on a node's machine. */
  join(node: string, tokenFile: string, days: Days = 0): Promise<Said> {
    const config = nodeLayout(this.layout, node).agentConfig;
    const argv = [programFile('agent/main'), 'join', '--config', config, '--token-file', tokenFile];
    return endOf(spawn(process.execPath, argv, { env: this.#environment(days), stdio: 'pipe' }));
  }

  /** The state of each certificate by its holder, as `hapyctl certs` gives it. */
  async certificates(...at: string[]): Promise<ReadonlyMap<string, string>> {
    const { output } = await this.hapyctl(['certs', '-o', 'json', ...at]);
    const { certificates } = JSON.parse(output) as { certificates: { holder: string; state: string }[] };
    return new Map(certificates.map(({ holder, state }) => [holder, state]));
  }

  /** What `hapyctl status` knows of why a node does not answer; empty where it does. */
  async unreachable(days: Days = 0, ...at: string[]): Promise<ReadonlyMap<string, string>> {
    const { output } = await this.hapyctl(['nodes', '-o', 'json', ...at], { days });
    const { nodes } = JSON.parse(output) as { nodes: { name: string; unreachable?: string }[] };
    return new Map(nodes.map(({ name, unreachable = '' }) => [name, unreachable]));
  }

  /**
   * What a package leaves on another server, for a coordinator that is restored there: a configuration and no state.
   * `coordinator-2` is its program, `--dir` of hapyctl what this gives.
   */
  async prepareSecond(): Promise<string> {
    const { coordinatorConfig, sockets } = this.layout;
    await mkdir(this.path('second/coordinator'), { recursive: true, mode: 0o700 });
    const config = parse(await readFile(coordinatorConfig, 'utf8')) as object;
    const places = {
      stateDirectory: this.path('second/coordinator/state'),
      gatewayStateDirectory: this.path('second/gateway/state'),
      socket: `${sockets}/second.sock`,
      claimsDirectory: `${sockets}/second-claims`,
    };
    const path = this.path('second/coordinator/coordinator.yaml');
    await writeFile(path, stringify({ ...config, ...places }), { mode: 0o600 });
    return this.path('second');
  }

  logOf(program: string): Promise<string> {
    return readFile(logOf(this.layout, program), 'utf8');
  }

  async remove(): Promise<void> {
    await takeSandboxDown({ directory: this.directory, keep: false });
    assert.deepEqual(markedProcesses(this.directory), []);
  }

  #programOf(name: string): readonly [string, string] {
    if (name === 'coordinator') return ['coordinator/main', this.layout.coordinatorConfig];
    if (name === 'coordinator-2')
      return ['coordinator/main', this.path('second/coordinator/coordinator.yaml')];
    if (name === 'gateway') return ['gateway/main', this.layout.gatewayConfig];
    return ['agent/main', nodeLayout(this.layout, name.replace('agent-', '')).agentConfig];
  }

  #environment(days: Days): Record<string, string> {
    const environment = programEnvironment(this.directory);
    if (days === 0) return environment;
    // Only the wall clock: timers go on by the real one. The compiled code is of the real time, too.
    const clock = {
      FAKETIME: `${days < 0 ? '' : '+'}${days}d`,
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    };
    return { ...environment, ...clock, LD_PRELOAD: fakeClock };
  }
}

export async function endOf(child: ChildProcess, input = ''): Promise<Said> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, output };
}

/** Waits for a condition; the deadline is far beyond what a busy machine needs. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  deadlineMs = 300_000,
): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  while (!(await holds())) {
    assert.ok(performance.now() < endMs, `${what} within ${deadlineMs / 1000} s`);
    await delay(lookMs);
  }
}

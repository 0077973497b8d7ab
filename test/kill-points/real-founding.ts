import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';

import { systemClock } from '../../services/base/clock.ts';
import type { SandboxFaults } from '../../sandbox/configs.ts';
import { connectCoordinator } from '../../sandbox/coordinator-calls.ts';
import { takeSandboxDown } from '../../sandbox/down.ts';
import { readMachine, writeMachine } from '../../sandbox/double/machine.ts';
import { nodePaths } from '../../sandbox/double/node-paths.ts';
import { nodeLayout, type SandboxLayout } from '../../sandbox/layout.ts';
import { markedProcesses } from '../../sandbox/processes/marked-processes.ts';
import { readPidFiles } from '../../sandbox/processes/pid-files.ts';
import { programEnvironment } from '../../sandbox/processes/start-program.ts';
import { startConfigured } from '../../sandbox/start-configured.ts';
import { type Sandbox, startSandbox } from '../../sandbox/up.ts';

const checkout = join(import.meta.dirname, '../..');
const lookMs = 10;
/** Seven servers with the timers that oned ships, on two cores that other tests use, too. */
const runDeadlineMs = 15 * 60_000;
/** What the units give a program to end in (TimeoutStopSec). */
const stopDeadlineMs = 10_000;
const neverEnds = new AbortController().signal;

/** What a run's journal says right now, read beside the coordinator, which may be dead. */
export interface RunNow {
  readonly runId: string;
  readonly status: string;
  readonly lines: number;
}

/** A sandbox of three nodes in real processes, whose founding is interrupted. */
export class RealFounding {
  readonly #sandbox: Sandbox;
  #hapyctl: ChildProcess | undefined;

  private constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  /** `clockFactor` 1 keeps oned's timers as they are shipped; the sandbox's own when absent. */
  static async start(nodes = 3, inject: SandboxFaults = {}, clockFactor?: number): Promise<RealFounding> {
    const directory = await mkdtemp(join(tmpdir(), 'hapy-kill-'));
    const options = {
      directory,
      nodes,
      stage: 'enrolled',
      inject,
      ...(clockFactor === undefined ? {} : { clockFactor }),
      signal: neverEnds,
      onStep: () => undefined,
    } as const;
    return new RealFounding(await startSandbox(options));
  }

  get directory(): string {
    return this.#sandbox.layout.directory;
  }

  get layout(): SandboxLayout {
    return this.#sandbox.layout;
  }

  /** The place of a node's files, and where its oned listens. */
  node(name: string) {
    const { address = '' } = this.#sandbox.record.nodes.find((node) => node.name === name) ?? {};
    const paths = nodePaths(nodeLayout(this.layout, name).root);
    return { paths, endpoint: `http://${address}:2633/RPC2`, layout: nodeLayout(this.layout, name) };
  }

  get nodeNames(): readonly string[] {
    return this.#sandbox.record.nodes.map((node) => node.name);
  }

  /** Another version of OpenNebula on a node, or on all; a running oned goes on saying the one it began with. */
  async installOpenNebula(version: string, nodes = this.nodeNames): Promise<void> {
    for (const node of nodes) {
      const { root, oned } = this.node(node).paths;
      writeMachine(root, { ...readMachine(root), openNebula: version });
      // The agent asks a program anew that was replaced.
      await utimes(oned, new Date(), new Date());
    }
  }

  /** `hapyctl apply --yes`, as a person starts it; it may be killed. */
  apply(): void {
    this.begin('apply', '--yes', '--no-drill');
  }

  /** Any other command, likewise. */
  begin(...words: string[]): void {
    this.#hapyctl = this.#spawn(words);
  }

  /** Runs a command to its end and gives its exit status with all that it said. */
  async hapyctl(...words: string[]): Promise<{ status: number | null; output: string }> {
    return outputOf(this.#spawn(words));
  }

  /** What the `apply` that was begun has said and how it ended, once it has. */
  applied(): Promise<{ status: number | null; output: string }> {
    assert.ok(this.#hapyctl !== undefined);
    return outputOf(this.#hapyctl);
  }

  #spawn(words: readonly string[]): ChildProcess {
    const main = join(checkout, 'coordinator/cli/main.ts');
    // A test about a copy of the coordinator says itself where that is.
    const directory = words.includes('--dir') ? [] : ['--dir', this.directory];
    const argv = [main, ...words, ...directory, '--lang', 'en'];
    const env = programEnvironment(this.directory);
    return spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  run(): RunNow | undefined {
    const row = this.#journal(
      `SELECT run_id, status, (SELECT count(*) FROM run_events AS event WHERE event.run_id = runs.run_id)
       AS lines FROM runs ORDER BY number DESC LIMIT 1`,
    );
    if (row === undefined) return undefined;
    return { runId: String(row['run_id']), status: String(row['status']), lines: Number(row['lines']) };
  }

  /** Waits until the run is at a line, or has ended. */
  async reach(line: number): Promise<void> {
    await until(`line ${line}`, runDeadlineMs, () => {
      const run = this.run();
      return run !== undefined && (run.lines >= line || run.status !== 'running');
    });
  }

  /** Waits for another run than the newest of now. */
  async reachNewRun(): Promise<void> {
    const before = this.run()?.runId;
    await until('another run', runDeadlineMs, () => this.run()?.runId !== before);
  }

  /** Waits until the journal has an event of an action, or the run has ended. */
  async reachEvent(kind: string, actionId: string, withinMs = runDeadlineMs): Promise<void> {
    await until(`${kind} of ${actionId}`, withinMs, () => {
      const found = this.#journal(
        `SELECT 1 FROM run_events WHERE kind = '${kind}' AND action_id = '${actionId}'
         AND run_id = (SELECT run_id FROM runs ORDER BY number DESC LIMIT 1)`,
      );
      return found !== undefined || this.#hasEnded();
    });
  }

  #journal(query: string): Record<string, SQLOutputValue> | undefined {
    return this.#rows(query)[0];
  }

  #rows(query: string, ...values: readonly string[]): readonly Record<string, SQLOutputValue>[] {
    const path = join(this.#sandbox.layout.coordinatorState, 'coordinator.db');
    const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
    try {
      return database.prepare(query).all(...values);
    } finally {
      database.close();
    }
  }

  /** When a run began each of its actions, by the wall clock. */
  begunActions(runId: string): readonly { readonly actionId: string; readonly atMs: number }[] {
    const rows = this.#rows(
      "SELECT action_id, at_ms FROM run_events WHERE kind = 'action-started' AND run_id = ?",
      runId,
    );
    return rows.map((row) => ({ actionId: String(row['action_id']), atMs: Number(row['at_ms']) }));
  }

  #hasEnded(): boolean {
    const run = this.run();
    return run !== undefined && run.status !== 'running';
  }

  async ended(): Promise<RunNow> {
    await until('the end of the run', runDeadlineMs, () => this.#hasEnded());
    return this.run() as RunNow;
  }

  /** Sends a signal to a program of the sandbox; tells whether there was one. */
  async signal(name: string, signal: NodeJS.Signals): Promise<boolean> {
    const found = (await readPidFiles(this.#sandbox.layout.pids)).find((each) => each.name === name);
    if (found === undefined) return false;
    process.kill(found.pid, signal);
    await until(`the end of ${name}`, stopDeadlineMs, () => !isRunning(found.pid));
    return true;
  }

  killHapyctl(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#hapyctl?.kill(signal);
  }

  /** Kills the process that carries out a long operation, the next one if none runs now; false if none comes. */
  async killOperation(): Promise<boolean> {
    for (;;) {
      const [pid] = await operationsIn(this.directory);
      if (pid !== undefined) {
        process.kill(pid, 'SIGKILL');
        return true;
      }
      if (this.run()?.status !== 'running') return false;
      await systemClock.delay(lookMs);
    }
  }

  /** Starts what does not run, as systemd would. */
  async startAgain(): Promise<void> {
    await startConfigured({ directory: this.directory, signal: neverEnds });
  }

  async status() {
    const coordinator = connectCoordinator(this.#sandbox.layout);
    try {
      return await coordinator.status();
    } finally {
      coordinator.close();
    }
  }

  logOf(program: string): Promise<string> {
    return readFile(join(this.#sandbox.layout.logs, `${program}.log`), 'utf8');
  }

  /** Every id with which a node's oned was ever started, -1 in solo. */
  async startedIds(node: string): Promise<readonly number[]> {
    const { root } = nodeLayout(this.#sandbox.layout, node);
    const log = await readFile(join(root, 'var/log/one/oned.log'), 'utf8').catch(() => '');
    return [...log.matchAll(/SERVER_ID=(-?\d+)/g)].map((found) => Number(found[1]));
  }

  async remove(): Promise<void> {
    this.killHapyctl();
    await takeSandboxDown({ directory: this.directory, keep: false });
    assert.deepEqual(markedProcesses(this.directory), []);
  }
}

async function outputOf(child: ChildProcess): Promise<{ status: number | null; output: string }> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, output };
}

export async function until(what: string, deadlineMs: number, holds: () => boolean): Promise<void> {
  const endMs = Date.now() + deadlineMs;
  while (!holds()) {
    assert.ok(Date.now() < endMs, `${what} within ${deadlineMs / 1000} s`);
    await systemClock.delay(lookMs);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Wrappers of long programs (agent/helper/programs/program-wrapper.ts). */
async function operationsIn(directory: string): Promise<number[]> {
  const pids: number[] = [];
  for (const { pid } of markedProcesses(directory)) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.includes('program-wrapper.ts')) pids.push(pid);
  }
  return pids;
}

import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { isRunning, runningPid } from '../file-lock.ts';
import { readMachine } from '../machine.ts';
import { nodePaths } from '../node-paths.ts';
import { readOnedConfiguration } from '../oned/configuration.ts';
import { onedTiming } from '../oned/timing.ts';
import { runVipScript } from '../oned/vip-hook.ts';
import { writeFileAtomically } from '../write-file.ts';

export type ActiveState = 'active' | 'inactive' | 'failed';

/** Why the unit is as it is, in systemd's words (Result=). */
type UnitResult = 'success' | 'exit-code' | 'signal' | 'timeout';

export interface UnitStatus {
  readonly active: ActiveState;
  readonly pid: number;
  readonly result: UnitResult;
}

/** systemd waits 90 s for a process to stop before it kills it; a killed one is not waited for. */
const stopMs = 90_000;
const startMs = 60_000;

/** StartLimitInterval and StartLimitBurst of the packaged unit: a fourth start within a minute is refused. */
const startLimit = { intervalMs: 60_000, starts: 3 } as const;

/** opennebula.service: oned with pre_cleanup, the start guard before it and follower_cleanup after it. */
export class OnedUnit {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  status(): UnitStatus {
    const paths = nodePaths(this.#root);
    const pid = runningPid(paths.onedPid);
    if (pid !== undefined) return { active: 'active', pid, result: 'success' };
    const recorded = this.#recorded();
    // Recorded as active but gone: it ended by itself, which systemd calls failed.
    if (recorded === 'active') return { active: 'failed', pid: 0, result: 'signal' };
    return { active: recorded, pid: 0, result: recorded === 'failed' ? 'exit-code' : 'success' };
  }

  /** Resolves to undefined when oned listens, or to the reason why it does not. */
  async start(): Promise<string | undefined> {
    const paths = nodePaths(this.#root);
    if (runningPid(paths.onedPid) !== undefined) return undefined;
    if (!this.#mayStartAgain()) {
      this.#record('failed');
      return 'start request repeated too quickly';
    }
    if (!this.#guardAgrees()) {
      this.#record('failed');
      return 'the start guard refused';
    }
    // pre_cleanup: a lock that kill -9 left behind must not keep oned from starting.
    rmSync(paths.onedLock, { force: true });
    const output = openSync(paths.onedOutput, 'a', 0o640);
    const child = spawn(paths.oned, ['-f'], { detached: true, stdio: ['ignore', output, output], cwd: '/' });
    closeSync(output);
    child.unref();
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    const gone = ended.then(() => true as const);
    if (await this.#listens(gone)) {
      this.#record('active');
      return undefined;
    }
    if (child.pid !== undefined && isRunning(child.pid)) process.kill(child.pid, 'SIGKILL');
    await this.#followerCleanup();
    this.#record('failed');
    return 'oned ended before it listened';
  }

  /** Forgets the starts so far, and that the last one failed. */
  resetFailed(): void {
    const active = this.#recorded();
    this.#record(active === 'failed' ? 'inactive' : active, []);
  }

  /** True when it ended by itself within the time that systemd grants, false when it had to be killed. */
  async stop(): Promise<boolean> {
    const pid = runningPid(nodePaths(this.#root).onedPid);
    let clean = true;
    if (pid !== undefined) {
      process.kill(pid, 'SIGTERM');
      const grantedMs = Math.max(2000, stopMs / readMachine(this.#root).clockFactor);
      clean = await goneWithin(pid, grantedMs);
      if (!clean) {
        process.kill(pid, 'SIGKILL');
        await goneWithin(pid, 2000);
      }
    }
    await this.#followerCleanup();
    this.#record(clean ? 'inactive' : 'failed');
    return clean;
  }

  /** Counts this start, as systemd does whatever comes of it; one that the limit refuses is not counted. */
  #mayStartAgain(): boolean {
    const intervalMs = startLimit.intervalMs / readMachine(this.#root).clockFactor;
    const now = Date.now();
    const recent = this.#starts().filter((startedMs) => startedMs > now - intervalMs);
    if (recent.length >= startLimit.starts) return false;
    this.#record(this.#recorded(), [...recent, now]);
    return true;
  }

  #guardAgrees(): boolean {
    const [program, ...words] = readMachine(this.#root).startGuard;
    if (program === undefined) return true;
    const run = spawnSync(program, words, { stdio: ['ignore', 'inherit', 'inherit'], timeout: 30_000 });
    return run.status === 0;
  }

  /** ExecStopPost: takes the virtual address off, as the follower hook does, once its lock is free. */
  async #followerCleanup(): Promise<void> {
    const paths = nodePaths(this.#root);
    const configuration = readOnedConfiguration(paths.onedConf);
    const hook = configuration.followerHook;
    if (hook === undefined) return;
    const machine = readMachine(this.#root);
    const { announceStepMs } = onedTiming(configuration, machine.clockFactor);
    const signal = new AbortController().signal;
    await runVipScript(hook.arguments, { root: this.#root, machine, announceStepMs, signal });
  }

  /** Waits until oned's port takes connections: its unit is of the type notify. */
  async #listens(gone: Promise<true>): Promise<boolean> {
    const { address } = readMachine(this.#root);
    const { port } = readOnedConfiguration(nodePaths(this.#root).onedConf);
    let ended = false;
    void gone.then(() => {
      ended = true;
    });
    const untilMs = performance.now() + startMs;
    while (!ended && performance.now() < untilMs) {
      if (runningPid(nodePaths(this.#root).onedPid) !== undefined && (await accepts(address, port)))
        return true;
      await Promise.race([pause(20), gone]);
    }
    return false;
  }

  #record(active: ActiveState, starts: readonly number[] = this.#starts()): void {
    writeFileAtomically(nodePaths(this.#root).onedUnit, `${JSON.stringify({ active, starts })}\n`);
  }

  #recorded(): ActiveState {
    return this.#unitFile().active ?? 'inactive';
  }

  #starts(): readonly number[] {
    return this.#unitFile().starts ?? [];
  }

  /** What systemd would know of the unit; nothing before its first start. */
  #unitFile(): { readonly active?: ActiveState; readonly starts?: readonly number[] } {
    try {
      const text = readFileSync(nodePaths(this.#root).onedUnit, 'utf8');
      return JSON.parse(text) as { active: ActiveState; starts?: readonly number[] };
    } catch {
      return {};
    }
  }
}

async function goneWithin(pid: number, waitMs: number): Promise<boolean> {
  const untilMs = performance.now() + waitMs;
  while (isRunning(pid)) {
    if (performance.now() >= untilMs) return false;
    await pause(10);
  }
  return true;
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

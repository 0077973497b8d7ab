import { rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { addMachine, breakMachine, takeMachineAway } from '../../sandbox/machine.ts';
import type { SandboxFaults } from '../../sandbox/configs.ts';
import { nodeLayout } from '../../sandbox/layout.ts';
import { runProgram } from '../../sandbox/processes/start-program.ts';
import { systemClock } from '../../services/base/clock.ts';
import type { RealFounding } from './real-founding.ts';

const neverEnds = new AbortController().signal;
const lookEveryMs = 250;

/**
 * The people around a cluster in real processes: they bring machines and take them away, and carry a token to each new
 * one as soon as a run waits for it. One thing at a time, as a person does.
 */
export class RealMachines {
  readonly #cluster: RealFounding;
  readonly #inject: SandboxFaults;
  readonly #stop = new AbortController();
  readonly #carrying: Promise<void>;
  /** Those whose machine has died and was not replaced yet. */
  readonly #broken = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();
  #tokens = 0;
  #error: Error | undefined;

  constructor(cluster: RealFounding, inject: SandboxFaults) {
    this.#cluster = cluster;
    this.#inject = inject;
    this.#carrying = this.#carry().catch((error: unknown) => {
      this.#error = error instanceof Error ? error : new Error(String(error));
    });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#carrying;
    if (this.#error !== undefined) throw this.#error;
  }

  /** A new machine, which every config.eol names from now on. Gives NAME=ADDRESS. */
  bring(name: string, list: readonly string[]): Promise<string> {
    return this.#inTurn(async () => {
      const { address } = await this.#add(name, list);
      return `${name}=${address}`;
    });
  }

  /** As by the power switch, for ever. */
  break(name: string): Promise<void> {
    return this.#inTurn(async () => {
      this.#broken.add(name);
      await breakMachine({ directory: this.#cluster.directory, name });
    });
  }

  takeAway(name: string, list: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      this.#broken.delete(name);
      await takeMachineAway({ directory: this.#cluster.directory, name, list });
    });
  }

  /** Starts what does not run, as systemd would. */
  startAgain(): Promise<void> {
    return this.#inTurn(() => this.#cluster.startAgain());
  }

  #add(name: string, list: readonly string[]) {
    return addMachine({ directory: this.#cluster.directory, name, list, inject: this.#inject });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #carry(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      for (const name of this.#waitedFor()) {
        // Whoever was interrupted (the coordinator was killed) tries again at the next look.
        await this.#inTurn(() => this.#join(name)).catch(() => undefined);
      }
      await systemClock.delay(lookEveryMs, signal).catch(() => undefined);
    }
  }

  /** The new machines that the newest run has begun to wait for. */
  #waitedFor(): readonly string[] {
    const run = this.#cluster.run();
    if (run === undefined || run.status === 'succeeded') return [];
    return this.#cluster.begunActions(this.#cluster.run()?.runId ?? '').flatMap(({ actionId }) => {
      const [, name = ''] = /^await\/joined-(.+)$/.exec(actionId) ?? [];
      return name !== '' && (this.#broken.has(name) || !this.#hasJoined(name)) ? [name] : [];
    });
  }

  #hasJoined(name: string): boolean {
    return existsSync(join(nodeLayout(this.#cluster.layout, name).agentState, 'cluster.json'));
  }

  async #join(name: string): Promise<void> {
    const { directory, layout } = this.#cluster;
    if (this.#broken.has(name)) {
      const list = (await this.#cluster.status()).nodes.map((node) => node.name);
      await this.#add(name, list);
      this.#broken.delete(name);
    }
    this.#tokens += 1;
    const token = join(directory, `${name}-${this.#tokens}.token`);
    const { status } = await this.#cluster.hapyctl('token', 'create', name, '--out', token);
    if (status !== 0) return;
    const { agentConfig } = nodeLayout(layout, name);
    const argv = ['agent/main', 'join', '--config', agentConfig, '--token-file', token] as const;
    await runProgram(layout, { name: `join-${name}`, argv: [...argv] }, neverEnds);
    await rm(token);
    await this.#cluster.startAgain();
  }
}

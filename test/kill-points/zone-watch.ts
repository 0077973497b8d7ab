import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { readMachine } from '../../sandbox/double/machine.ts';
import { nodePaths } from '../../sandbox/double/node-paths.ts';
import { raftState } from '../../sandbox/double/raft/core.ts';
import { callOned } from '../../sandbox/double/wire/client.ts';
import { flag, int32, text, type Value } from '../../sandbox/double/wire/value.ts';
import { childText, parseXml } from '../../sandbox/double/wire/xml.ts';
import { nodeLayout } from '../../sandbox/layout.ts';
import { systemClock } from '../../services/base/clock.ts';
import { majorityOf } from '../../services/domain/spec.ts';
import type { RealFounding } from './real-founding.ts';

const lookEveryMs = 500;
const writeEveryMs = 1_000;
const answersWithinMs = 1_000;
const append = 1;
/** An act of ours rests on a look of this long ago at most, and a look takes its time on a busy machine. */
const restsOnMs = 3_000;

interface Look {
  readonly atMs: number;
  readonly serving: ReadonlySet<string>;
}

/**
 * Looks at every oned from outside and writes to the zone all the time: what was acknowledged must stay, one leads at
 * each term, and nothing of ours stops a server when the others are no majority without it.
 */
export class ZoneWatch {
  readonly #cluster: RealFounding;
  readonly #looks: Look[] = [];
  readonly #leaders = new Map<number, string>();
  readonly #stop = new AbortController();
  readonly #watching: Promise<unknown>;
  #names: readonly string[];
  /** By key the last number that was acknowledged; a key is written to until an answer fails to come. */
  readonly #acknowledged = new Map<string, number>();
  #key = 1;
  #written = 0;
  #writes = true;
  #trouble: string | undefined;

  constructor(cluster: RealFounding) {
    this.#cluster = cluster;
    this.#names = cluster.nodeNames;
    this.#watching = Promise.all([this.#watch(), this.#write()]);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#watching;
  }

  /** Whom to ask from now on. */
  set names(names: readonly string[]) {
    this.#names = names;
  }

  set writes(writes: boolean) {
    this.#writes = writes;
  }

  /**
   * @throws AssertionError when an action of the run that stops a server among `voters` began although nobody saw a majority of
   *   them serve besides it, when two have led one term, or when something that was acknowledged is lost
   */
  async assertKept(runId: string, voters: readonly string[], stops: ReadonlySet<string>): Promise<void> {
    assert.equal(this.#trouble, undefined);
    for (const { actionId, atMs } of this.#cluster.begunActions(runId)) {
      const [kind = '', node = ''] = actionId.split('/');
      if (!stops.has(kind) || !voters.includes(node)) continue;
      const before = this.#looks.filter((look) => look.atMs >= atMs - restsOnMs && look.atMs <= atMs);
      const most = Math.max(
        0,
        ...before.map(({ serving }) => voters.filter((name) => name !== node && serving.has(name)).length),
      );
      assert.ok(
        before.length === 0 || most >= majorityOf(voters.length),
        `${actionId} began while ${most} of ${voters.length} served besides`,
      );
    }
    for (const name of this.#names) {
      const zone = await this.#ask(name, 'one.zone.info', int32(0), flag(false));
      for (const [key, number] of this.#acknowledged) {
        const [, kept = '0'] = new RegExp(`<${key}><!\\[CDATA\\[(\\d+)`).exec(zone ?? '') ?? [];
        assert.ok(Number(kept) >= number, `${name} has ${kept} of ${key}, acknowledged was ${number}`);
      }
    }
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const atMs = Date.now();
      const names = this.#names;
      const serving = new Set<string>();
      await Promise.all(
        names.map(async (name) => {
          const status = await this.#ask(name, 'one.zone.raftstatus');
          if (status === undefined) return;
          const raft = parseXml(status);
          const state = Number(childText(raft, 'STATE'));
          if (state === raftState.follower || state === raftState.leader) serving.add(name);
          if (state === raftState.leader) this.#leads(name, Number(childText(raft, 'TERM')));
        }),
      );
      this.#looks.push({ atMs, serving });
      await systemClock.delay(lookEveryMs, signal).catch(() => undefined);
    }
  }

  #leads(name: string, term: number): void {
    const other = this.#leaders.get(term);
    if (other !== undefined && other !== name)
      this.#trouble ??= `${other} and ${name} both led at term ${term}`;
    this.#leaders.set(term, name);
  }

  /** To one server after the other; followers forward it. */
  async #write(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const name = this.#names[this.#written % this.#names.length] ?? '';
      if (this.#writes) {
        const number = (this.#written += 1);
        const key = `WRITTEN_${this.#key}`;
        const told = await this.#ask(
          name,
          'one.zone.update',
          int32(0),
          text(`${key}="${number}"`),
          int32(append),
        );
        // What nobody answered may still happen, after whatever is written next: that has a key of its own.
        if (told === undefined) this.#key += 1;
        else this.#acknowledged.set(key, number);
      }
      await systemClock.delay(writeEveryMs, signal).catch(() => undefined);
    }
  }

  /** Undefined where nobody answers, or the answer is no. */
  async #ask(name: string, method: string, ...more: readonly Value[]): Promise<string | undefined> {
    try {
      const { root } = nodeLayout(this.#cluster.layout, name);
      const { oneAuth } = nodePaths(root);
      const session = text(readFileSync(oneAuth, 'utf8').trim());
      const endpoint = `http://${readMachine(root).address}:2633/RPC2`;
      const answer = await callOned(endpoint, method, [session, ...more], answersWithinMs);
      const [ok, value] = answer.type === 'array' ? answer.value : [];
      return ok?.value === true ? `${value?.type === 'array' ? '' : (value?.value ?? '')}` : undefined;
    } catch {
      return undefined;
    }
  }
}

import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pino } from 'pino';

import { Oned } from '../../agent/adapters/opennebula/oned.ts';
import { FakeHelper, fakeNetwork } from '../../agent/operations/fake-ports.ts';
import { watchVirtualAddress } from '../../agent/watchdog/watchdog.ts';
import {
  addAddress,
  deleteAddress,
  holdsAddress,
  readNetwork,
} from '../../sandbox/double/network/addresses.ts';
import type { NodeRootPaths } from '../../sandbox/double/node-paths.ts';
import { RunningZone } from '../../sandbox/double/testing/running-zone.ts';
import { createTestZone, endpointOf, nth } from '../../sandbox/double/testing/test-zone.ts';
import { systemClock } from '../../services/base/clock.ts';
import { isRight, observedLeader, type Said, type Sample, type Spans, spansOf } from './spans.ts';

const device = 'eth0';
const prefixLength = 24;
const sampleEveryMs = 20;
const states = ['solo', 'candidate', 'follower', 'leader'] as const;
/** On a busy machine an election is repeated a few times. */
const wholeWithinMs = 60_000;
const indexes = [0, 1, 2];
const nameOf = (index: number) => `hapy${index + 1}`;

/**
 * Three oneds of the double with their Raft, their vip.sh and XML-RPC over loopback, each beside a watchdog of the agent as it is, with
 * its own clock and pauses. What the helper would do as root is done to the double's interfaces. Nobody else is there to
 * put anything right: what happens to the virtual address is watched from outside.
 */
export class WatchedZone {
  readonly #zone: RunningZone;
  readonly #state: string;
  readonly #dead = new Set<number>();
  #watching = new AbortController();
  #ended: Promise<unknown> = Promise.resolve();

  private constructor(zone: RunningZone, state: string) {
    this.#zone = zone;
    this.#state = state;
  }

  /**
   * `clockFactor`: oned's warm-up and vip.sh so many times as fast as shipped; its heartbeats and elections at most twice.
   * `electionStepMs`: by how much election time-outs differ, our own step or 0.
   */
  static async found(clockFactor: number, electionStepMs?: number): Promise<WatchedZone> {
    const zone = new RunningZone(await createTestZone(indexes.length, { clockFactor, electionStepMs }));
    const watched = new WatchedZone(zone, await mkdtemp(join(tmpdir(), 'hapy-watched-')));
    try {
      await zone.found(indexes.length);
      await watched.whole();
      return watched;
    } catch (error) {
      await watched.remove();
      throw error;
    }
  }

  async remove(): Promise<void> {
    await this.setWatchdog(false);
    await this.#zone.remove();
    await rm(this.#state, { recursive: true, force: true });
  }

  /** Off, or on and acquainted with the zone: whom to ask it learns from its own oned, while that lives. */
  async setWatchdog(wanted: boolean): Promise<void> {
    this.#watching.abort();
    await this.#ended;
    if (!wanted) return;
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    for (const index of indexes) await mkdir(this.#stateOf(index), { recursive: true });
    this.#ended = Promise.all(indexes.map((index) => this.#watch(index, signal)));
    const files = indexes.map((index) => join(this.#stateOf(index), 'zone-servers.json'));
    while (!files.every((file) => existsSync(file))) await systemClock.delay(sampleEveryMs);
  }

  #stateOf(index: number): string {
    return join(this.#state, nameOf(index));
  }

  #watch(index: number, signal: AbortSignal): Promise<void> {
    const { root, oneAuth } = this.#paths(index);
    const helper = new NodeHelper(this.#paths(index), {
      vip: this.#zone.zone.vip,
      others: indexes.filter((each) => each !== index).map((each) => this.#paths(each)),
      isDead: () => this.#dead.has(index),
    });
    const addresses = async () => [
      { interface: device, address: nth(this.#zone.zone.addresses, index), prefixLength },
      ...Object.entries(readNetwork(root)).flatMap(([name, held]) =>
        held.map((each) => ({ interface: name, ...each })),
      ),
    ];
    const readSession = async () => (await readFile(oneAuth, 'utf8')).trim();
    return watchVirtualAddress(
      {
        ...{ clusterId: 'c1', stateDirectory: this.#stateOf(index), helper, clock: systemClock },
        oned: new Oned({
          endpoint: endpointOf(nth(this.#zone.zone.addresses, index)),
          timeoutMs: 2000,
          readSession,
        }),
        network: { ...fakeNetwork, addresses },
        log: pino({ level: 'silent' }),
      },
      signal,
    );
  }

  #paths(index: number): NodeRootPaths {
    return nth(this.#zone.zone.nodes, index);
  }

  /**
   * Ends the leader's oned as kill -9 does and watches until the next leader has the address alone, or `patienceMs` after
   * it could be observed. Then the killed one is started again. Also by how much the term rose: 1 is a clean election.
   */
  async killLeader(patienceMs: number): Promise<Spans & { readonly termRise: number }> {
    const { leader, term } = await this.whole();
    await this.#zone.kill(leader);
    this.#dead.add(leader);
    const samples = await this.#lookOn(patienceMs);
    const terms = [...(samples.at(-1)?.said.values() ?? [])].map((said) => said.term);
    rmSync(this.#paths(leader).onedLock, { force: true });
    await this.#zone.start(leader, leader);
    this.#dead.delete(leader);
    await this.whole();
    return { ...spansOf(samples, indexes.length), termRise: Math.max(term, ...terms) - term };
  }

  /** Takes the address off the leader, as somebody does who flushes an interface; who does not get it back is given it. */
  async flushLeader(patienceMs: number): Promise<Spans> {
    const { leader } = await this.whole();
    const { vip } = this.#zone.zone;
    const { root } = this.#paths(leader);
    await deleteAddress(root, device, vip);
    const samples = await this.#lookOn(patienceMs);
    if (samples.at(-1)?.holders.length === 0) await addAddress(root, device, { address: vip, prefixLength });
    await this.whole();
    return spansOf(samples, indexes.length);
  }

  /** Waits until all servers are at one term and its leader has the address alone. */
  async whole(): Promise<{ readonly leader: number; readonly term: number }> {
    const giveUpMs = performance.now() + wholeWithinMs;
    for (;;) {
      const sample = await this.#sample();
      const terms = new Set([...sample.said.values()].map(({ term }) => term));
      const [term = 0] = terms;
      const leader = indexes.find((index) => nameOf(index) === observedLeader(sample, indexes.length));
      const all = sample.said.size === indexes.length && terms.size === 1;
      if (leader !== undefined && all && isRight(sample, indexes.length)) return { leader, term };
      if (performance.now() > giveUpMs) {
        const seen = { holders: sample.holders, said: Object.fromEntries(sample.said) };
        throw new Error(`the zone is not whole: ${JSON.stringify(seen)}`);
      }
      await systemClock.delay(sampleEveryMs);
    }
  }

  async #lookOn(patienceMs: number): Promise<readonly Sample[]> {
    const samples: Sample[] = [];
    let ledAtMs: number | undefined;
    const giveUpMs = performance.now() + wholeWithinMs;
    for (;;) {
      const sample = await this.#sample();
      samples.push(sample);
      if (observedLeader(sample, indexes.length) !== undefined) ledAtMs ??= sample.atMs;
      const late = ledAtMs !== undefined && sample.atMs - ledAtMs >= patienceMs;
      if (isRight(sample, indexes.length) || late || sample.atMs > giveUpMs) return samples;
      await systemClock.delay(sampleEveryMs);
    }
  }

  async #sample(): Promise<Sample> {
    const said = new Map<string, Said>();
    await Promise.all(
      indexes.map(async (index) => {
        const raft = this.#dead.has(index) ? undefined : await this.#zone.state(index).catch(() => undefined);
        const state = states[raft?.state ?? -1];
        if (raft !== undefined && state !== undefined) said.set(nameOf(index), { state, term: raft.term });
      }),
    );
    const { vip } = this.#zone.zone;
    const holders = indexes.filter((index) => holdsAddress(this.#paths(index).root, vip)).map(nameOf);
    return { atMs: performance.now(), holders, said };
  }
}

interface About {
  readonly vip: string;
  readonly others: readonly NodeRootPaths[];
  readonly isDead: () => boolean;
}

/** What a node's helper does for the watchdog, to the interfaces of the double. */
class NodeHelper extends FakeHelper {
  readonly #node: NodeRootPaths;
  readonly #about: About;

  constructor(node: NodeRootPaths, about: About) {
    super();
    this.#node = node;
    this.#about = about;
    const leaderHook = `leader ${device} ${about.vip}/${prefixLength}`;
    this.facts = {
      ...this.facts,
      guard: { ...this.facts.guard, state: 'member' },
      configuration: { ...this.facts.configuration, leaderHook },
    };
  }

  override async readFacts() {
    return { ...this.facts, onedProcess: this.#about.isDead() ? ('failed' as const) : ('running' as const) };
  }
  override async changeVirtualAddress(present: boolean): Promise<void> {
    const { root } = this.#node;
    const { vip } = this.#about;
    if (present) await addAddress(root, device, { address: vip, prefixLength });
    else await deleteAddress(root, device, vip);
  }
  override async probeVirtualAddress(): Promise<boolean> {
    return this.#about.others.some(({ root }) => holdsAddress(root, this.#about.vip));
  }
}

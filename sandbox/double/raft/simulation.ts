import assert from 'node:assert/strict';
import type { Effects, LogRecord, Message } from './effects.ts';
import type { PeerAnswer, RaftEvent } from './event.ts';
import { raftState, type RaftTiming } from './core.ts';
import { RaftMachine } from './machine.ts';

/** The shipped timers, with the time-outs staggered as our own configuration staggers them or not. */
export const shippedTiming: RaftTiming = {
  warmUpMs: 15_000,
  electionTimeoutMs: 5000,
  heartbeatMs: 500,
  retryMs: 100,
  retryMsMax: 2500,
};

const tickMs = 50;
const callTimeoutMs = 1000;

interface Disk {
  term: number;
  votedFor: number;
  records: Map<number, LogRecord>;
}

interface Acknowledged {
  readonly index: number;
  readonly term: number;
  readonly sql: string;
}

/** Reproducible randomness (mulberry32): the same seed gives the same run. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A zone of machines in virtual time: messages take 1 to 20 ms, a cut link makes calls time out, a crash
 * loses everything that was not persisted. It asserts, at every step, what a Raft must never break.
 */
export class Simulation {
  readonly machines: (RaftMachine | undefined)[];
  /** Writes that their leader acknowledged, in order. */
  readonly acknowledged: Acknowledged[] = [];
  nowMs = 0;
  readonly #disks: Disk[];
  readonly #queue: { atMs: number; order: number; run: () => void }[] = [];
  readonly #cut = new Set<string>();
  readonly #leaders = new Map<number, number>();
  readonly #zone: ReadonlyMap<number, string>;
  readonly #random: () => number;
  readonly #timingOf: (id: number) => RaftTiming;
  readonly #proposals = new Map<number, string>();
  #order = 0;
  #tokens = 0;

  constructor(size: number, seed: number, timingOf: (id: number) => RaftTiming = () => shippedTiming) {
    const ids = Array.from({ length: size }, (_, id) => id);
    this.#random = seededRandom(seed);
    this.#timingOf = timingOf;
    this.#zone = new Map(ids.map((id) => [id, `server ${id}`]));
    this.#disks = ids.map(() => ({
      term: 0,
      votedFor: -1,
      records: new Map([[0, { index: 0, term: 0, sql: 'bootstrap', applied: true }]]),
    }));
    this.machines = ids.map(() => undefined);
    for (const id of ids) this.start(id);
  }

  start(id: number): void {
    const disk = this.#disks[id];
    assert(disk !== undefined && this.machines[id] === undefined);
    const machine = new RaftMachine({
      serverId: id,
      term: disk.term,
      votedFor: disk.votedFor,
      records: [...disk.records.values()],
      zone: this.#zone,
      timing: this.#timingOf(id),
      random: this.#random,
      nowMs: this.nowMs,
    });
    this.machines[id] = machine;
    const tick = () => {
      if (this.machines[id] !== machine) return;
      this.#step(id, { kind: 'tick', zone: this.#zone });
      this.#after(tickMs, tick);
    };
    this.#after(tickMs, tick);
  }

  crash(id: number): void {
    this.machines[id] = undefined;
  }

  /** Cuts a server from all others. */
  isolate(id: number): void {
    for (const other of this.#zone.keys()) if (other !== id) this.#cut.add(link(id, other));
  }

  heal(): void {
    this.#cut.clear();
  }

  propose(id: number): void {
    this.#tokens += 1;
    const sql = `write ${this.#tokens}`;
    this.#proposals.set(this.#tokens, sql);
    if (this.machines[id] !== undefined) this.#step(id, { kind: 'propose', token: this.#tokens, sql });
  }

  run(durationMs: number): void {
    const untilMs = this.nowMs + durationMs;
    for (;;) {
      this.#queue.sort((a, b) => a.atMs - b.atMs || a.order - b.order);
      const next = this.#queue[0];
      if (next === undefined || next.atMs > untilMs) break;
      this.#queue.shift();
      this.nowMs = next.atMs;
      next.run();
    }
    this.nowMs = untilMs;
  }

  /** Servers that say they lead, highest term last. */
  leaders(): RaftMachine[] {
    return this.machines
      .filter((machine) => machine !== undefined)
      .filter((machine) => machine.state === raftState.leader)
      .sort((a, b) => a.term - b.term);
  }

  #after(delayMs: number, run: () => void): void {
    this.#order += 1;
    this.#queue.push({ atMs: this.nowMs + delayMs, order: this.#order, run });
  }

  #step(id: number, event: RaftEvent): Effects {
    const machine = this.machines[id];
    assert(machine !== undefined);
    const effects = machine.step(event, this.nowMs);
    this.#persist(id, effects);
    if (effects.hooks.includes('leader')) this.#checkNewLeader(machine);
    for (const { token, committed } of effects.settled) {
      const sql = this.#proposals.get(token);
      if (!committed || sql === undefined) continue;
      const record = [...(this.#disks[id]?.records.values() ?? [])].find((one) => one.sql === sql);
      assert(record !== undefined, 'an acknowledged write is in its leader’s log');
      this.acknowledged.push({ index: record.index, term: record.term, sql });
    }
    for (const message of effects.messages) this.#send(id, machine, message);
    return effects;
  }

  #checkNewLeader(machine: RaftMachine): void {
    const other = this.#leaders.get(machine.term);
    assert(other === undefined, `term ${machine.term} has two leaders: ${other} and ${machine.serverId}`);
    this.#leaders.set(machine.term, machine.serverId);
    for (const write of this.acknowledged) {
      const kept = machine.log.get(write.index)?.record;
      assert.deepEqual(
        { term: kept?.term, sql: kept?.sql },
        { term: write.term, sql: write.sql },
        `leader ${machine.serverId} of term ${machine.term} has lost an acknowledged write`,
      );
    }
  }

  #persist(id: number, effects: Effects): void {
    const disk = this.#disks[id];
    assert(disk !== undefined);
    for (const change of effects.persisted) {
      if (change.kind === 'state') {
        disk.term = change.term;
        disk.votedFor = change.votedFor;
      } else if (change.kind === 'truncate') {
        for (const index of disk.records.keys()) if (index >= change.fromIndex) disk.records.delete(index);
      } else {
        disk.records.set(change.record.index, { ...change.record, applied: change.kind === 'apply' });
      }
    }
  }

  #send(from: number, sender: RaftMachine, message: Message): void {
    const answered = (answer: PeerAnswer) => {
      if (this.machines[from] === sender) this.#step(from, answerEvent(message, answer));
    };
    const timedOut = () => answered({ outcome: 'unreachable', message: 'RPC call timed out and aborted' });
    const delayMs = () => 1 + Math.floor(this.#random() * 20);
    const open = () => !this.#cut.has(link(from, message.peer));
    this.#after(delayMs(), () => {
      if (!open()) return this.#after(callTimeoutMs, timedOut);
      if (this.machines[message.peer] === undefined) {
        return answered({ outcome: 'unreachable', message: "Couldn't connect to server" });
      }
      const { reply } = this.#step(message.peer, requestEvent(message));
      assert(reply !== undefined);
      this.#after(delayMs(), () => {
        if (!open()) return this.#after(callTimeoutMs, timedOut);
        if (reply.granted) return answered({ outcome: 'granted', term: reply.term });
        return answered({ outcome: 'refused', term: reply.term, message: reply.message });
      });
    });
  }
}

function link(a: number, b: number): string {
  return a < b ? `${a}-${b}` : `${b}-${a}`;
}

/** What arrives at the peer. */
export function requestEvent(message: Message): RaftEvent {
  return message.kind === 'vote'
    ? { kind: 'vote-request', request: message.request }
    : { kind: 'replicate-request', request: message.request };
}

/** What comes back from it. */
export function answerEvent(message: Message, answer: PeerAnswer): RaftEvent {
  const { peer } = message;
  if (message.kind === 'vote') return { kind: 'vote-answer', peer, round: message.round, answer };
  const kind = message.kind === 'heartbeat' ? 'heartbeat-answer' : 'record-answer';
  return { kind, peer, leadership: message.leadership, index: message.request.index, answer };
}

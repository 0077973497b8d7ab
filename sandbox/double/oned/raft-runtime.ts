import type { Effects, Message, Reply } from '../raft/effects.ts';
import type { RaftEvent, ReplicateRequest, Servers, VoteRequest } from '../raft/event.ts';
import { RaftMachine } from '../raft/machine.ts';
import type { OneDatabase } from '../store/database.ts';
import { endpointsOf, parseZone } from '../store/zone.ts';
import type { Journal } from './journal.ts';
import { readSession, sendToPeer } from './peer.ts';
import type { OnedTiming } from './timing.ts';

export interface RaftRuntimeOptions {
  readonly serverId: number;
  readonly database: OneDatabase;
  readonly oneAuthPath: string;
  readonly timing: OnedTiming;
  readonly journal: Journal;
  readonly random: () => number;
  readonly runHook: (role: 'leader' | 'follower') => void;
}

/** Gives the machine its clock, its disk and its network. One step at a time, each on disk before its messages leave. */
export class RaftRuntime {
  readonly machine: RaftMachine;
  readonly #options: RaftRuntimeOptions;
  readonly #stopped = new AbortController();
  readonly #proposals = new Map<number, (committed: boolean) => void>();
  #tokens = 0;
  #zoneRead: { readonly revision: number; readonly servers: Servers } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RaftRuntimeOptions) {
    this.#options = options;
    const { database, serverId, timing, random } = options;
    this.machine = new RaftMachine({
      serverId,
      ...database.readRaftState(),
      records: database.readLog(),
      zone: this.#zone(),
      timing,
      random,
      nowMs: performance.now(),
    });
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#step({ kind: 'tick', zone: this.#zone() });
    }, this.#options.timing.tickMs);
  }

  /** After this nothing is written or sent any more; proposals under way are never answered. */
  stop(): void {
    clearInterval(this.#timer);
    this.#stopped.abort();
  }

  vote(request: VoteRequest): Reply | undefined {
    return this.#step({ kind: 'vote-request', request }).reply;
  }

  replicate(request: ReplicateRequest): Reply | undefined {
    return this.#step({ kind: 'replicate-request', request }).reply;
  }

  /** Resolves once the record is committed and applied here, or dropped; without a quorum it does neither. */
  propose(sql: string): Promise<boolean> {
    this.#tokens += 1;
    const token = this.#tokens;
    return new Promise((resolve) => {
      this.#proposals.set(token, resolve);
      this.#step({ kind: 'propose', token, sql });
    });
  }

  serverAdded(id: number, endpoint: string): void {
    this.#step({ kind: 'server-added', id, endpoint });
  }

  serverDeleted(id: number): void {
    this.#step({ kind: 'server-deleted', id });
  }

  indexReset(id: number): void {
    this.#step({ kind: 'index-reset', id });
  }

  /** The servers of this node's own zone copy; every tick asks, so it is read again only after a change. */
  #zone(): Servers {
    const { database } = this.#options;
    if (this.#zoneRead?.revision !== database.revision) {
      const zone = database.get('zone_pool', 0);
      const servers = zone === undefined ? new Map<number, string>() : endpointsOf(parseZone(zone.body));
      this.#zoneRead = { revision: database.revision, servers };
    }
    return this.#zoneRead.servers;
  }

  #step(event: RaftEvent): Effects {
    const effects = this.machine.step(event, performance.now());
    if (this.#stopped.signal.aborted) return effects;
    this.#persist(effects);
    for (const line of effects.journal) this.#options.journal(line);
    for (const role of effects.hooks) this.#options.runHook(role);
    for (const { token, committed } of effects.settled) {
      this.#proposals.get(token)?.(committed);
      this.#proposals.delete(token);
    }
    for (const message of effects.messages) void this.#send(message);
    return effects;
  }

  #persist(effects: Effects): void {
    const { database, journal } = this.#options;
    const nowSeconds = Math.floor(Date.now() / 1000);
    for (const change of effects.persisted) {
      if (change.kind === 'state') database.writeRaftState(change.term, change.votedFor);
      else if (change.kind === 'append') database.appendLog(change.record, 0);
      else if (change.kind === 'truncate') database.truncateLog(change.fromIndex);
      else {
        const failure = database.applyLog(change.record, nowSeconds);
        if (failure !== undefined)
          journal(`[ONE][E]: SQL command was: ${change.record.sql}, error: ${failure}`);
      }
    }
  }

  async #send(message: Message): Promise<void> {
    const session = readSession(this.#options.oneAuthPath);
    const signal = this.#stopped.signal;
    const answer = await sendToPeer(message, session, this.#options.timing.peerTimeoutMs, signal);
    if (signal.aborted) return;
    const { peer } = message;
    if (message.kind === 'vote') {
      this.#step({ kind: 'vote-answer', peer, round: message.round, answer });
      return;
    }
    const kind = message.kind === 'heartbeat' ? 'heartbeat-answer' : 'record-answer';
    const { index } = message.request;
    this.#step({ kind, peer, leadership: message.leadership, index, answer });
  }
}

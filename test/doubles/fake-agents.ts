import { createHash } from 'node:crypto';

import type {
  AgentCommand,
  AgentPort,
  Agents,
  LeaseAnswer,
  LeaseRequest,
  Mutation,
  OperationRecord,
  OperationUpdate,
} from '../../coordinator/executor/ports.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Action } from '../../services/domain/action.ts';
import type { Lease, NodeReport, NodeState, SeedManifest } from '../../services/domain/observed.ts';
import { holdsIn } from '../../services/domain/holds.ts';
import { Snapshot } from '../../services/domain/snapshot.ts';
import type { MemoryJournal } from './memory-journal.ts';
import type { ModelWorld } from './model-world.ts';
import type { VirtualClock } from './virtual-clock.ts';

const seedBytes = Buffer.from('the seed');
const seedSha256 = createHash('sha256').update(seedBytes).digest('hex');

/** What goes wrong with the next request for an action. */
export type Fault =
  /** The request arrives and is carried out; its answer does not come back. */
  | 'answer-lost'
  /** The request does not arrive the first time. */
  | 'request-lost'
  /** It never arrives. */
  | 'requests-lost'
  /** The operation ends in failure. */
  | 'fails'
  /** The connection of the watch breaks after its first event. */
  | 'watch-breaks'
  /** The agent restarts and knows neither result nor process; the work was done. */
  | 'unknown-but-done'
  /** The same, and the work was not done. */
  | 'unknown-and-undone'
  /** It is carried out twice in a row, as by an agent that restarts in between. */
  | 'repeats'
  /** It says it has succeeded, and nothing changes. */
  | 'no-effect';

interface Operation {
  record: OperationRecord;
  readonly endsAtMs: number;
  readonly end: () => OperationRecord;
}

/** Agents of a model world, in this process and on its clock. Operations take `operationMs`. */
export class FakeAgents implements Agents {
  readonly world: ModelWorld;
  readonly clock: VirtualClock;
  readonly faults = new Map<string, Fault>();
  readonly leases = new Map<string, Lease>();
  readonly unreachable = new Set<string>();
  /** Every command that arrived, in order, as "node rpc actionId". */
  readonly arrived: string[] = [];
  /** How many operations ran at once on one node, at most. */
  mutatingMax = 0;
  operationMs = 1000;
  /** Where the actions stand that are asked for: the model applies actions, not commands. */
  readonly #journal: MemoryJournal;
  readonly #operations = new Map<string, Operation>();
  readonly #uploaded = new Map<string, SeedManifest>();
  readonly #running = new Map<string, Set<string>>();

  constructor(world: ModelWorld, clock: VirtualClock, journal: MemoryJournal) {
    this.#journal = journal;
    this.world = world;
    this.clock = clock;
  }

  async report(node: string): Promise<NodeReport> {
    const atMs = this.clock.now();
    const report = this.world.observe().reports.find((each) => each.node === node);
    if (report?.state === undefined || this.unreachable.has(node)) {
      return { node, atMs, state: undefined, unreachable: { code: 'HAPY-E500', parameters: {} } };
    }
    return { node, atMs, state: this.#stateOf(report.state) };
  }

  #stateOf(state: NodeState): NodeState {
    const { exported } = state.seeds;
    const uploaded = this.#uploaded.get(state.node);
    const whole = exported && { ...exported, sha256: seedSha256, sizeBytes: seedBytes.length };
    return {
      ...state,
      lease: this.leases.get(state.node),
      seeds: { exported: whole, uploaded, imported: state.seeds.imported },
      runningOperations: [...(this.#running.get(state.node) ?? [])],
    };
  }

  of(node: string): AgentPort {
    return {
      acquireLease: async (request) => this.#lease(node, request, true),
      renewLease: async (request) => this.#lease(node, request, false),
      perform: async (command, mutation) => this.#perform(node, command, mutation),
      watchOperation: (actionId, after, signal) => this.#watch(node, actionId, after, signal),
      findOperation: async (_runId, actionId) => {
        this.#reach(node);
        return this.#operations.get(`${node} ${actionId}`)?.record;
      },
      downloadSeed: async function* () {
        for (const byte of seedBytes) yield Uint8Array.of(byte);
      },
      uploadSeed: async (manifest, mutation, chunks) => {
        this.#checkRight(node, mutation);
        const received: Uint8Array[] = [];
        for await (const chunk of chunks) received.push(chunk);
        this.#uploaded.set(node, manifest);
        return { ...manifest, sha256: createHash('sha256').update(Buffer.concat(received)).digest('hex') };
      },
    };
  }

  #reach(node: string): void {
    if (this.unreachable.has(node)) throw new HapyError('HAPY-E500', { what: node, where: node });
  }

  #lease(node: string, request: LeaseRequest, acquire: boolean): LeaseAnswer {
    this.#reach(node);
    const current = this.leases.get(node);
    const nowMs = this.clock.now();
    const mine = current?.holder === request.holder && current.epoch === request.epoch;
    const free = current === undefined || current.expiresAtMs <= nowMs || current.holder === request.holder;
    const granted = mine || (acquire && free && request.epoch > (current?.epoch ?? 0));
    if (!granted) return { granted, lease: current };
    const { holder, epoch, ttlMs } = request;
    const grantedAtMs = current?.holder === holder ? current.grantedAtMs : nowMs;
    const lease = { holder, epoch, expiresAtMs: nowMs + ttlMs, grantedAtMs };
    this.leases.set(node, lease);
    return { granted, lease };
  }

  #checkRight(node: string, mutation: Mutation): void {
    this.#reach(node);
    const lease = this.leases.get(node);
    const right = lease?.epoch === mutation.epoch && lease.holder === mutation.holder;
    if (!right)
      throw new HapyError('HAPY-E525', { holder: lease?.holder ?? '', epoch: lease?.epoch ?? 0, node });
  }

  #perform(node: string, command: AgentCommand, mutation: Mutation): OperationRecord {
    this.#checkRight(node, mutation);
    const key = `${node} ${mutation.actionId}`;
    const known = this.#operations.get(key);
    if (known !== undefined) return known.record;
    const action = this.#actionOf(mutation);
    const { id } = action;
    const fault = this.faults.get(id);
    if (fault === 'request-lost' || fault === 'requests-lost') {
      if (fault === 'request-lost') this.faults.delete(id);
      throw new HapyError('HAPY-E504', { what: node, where: node });
    }
    this.arrived.push(`${node} ${command.rpc} ${id}`);
    this.world.runId = mutation.runId;
    const operation = this.#begin(node, mutation.actionId, action, fault);
    this.#operations.set(key, operation);
    if (fault === 'answer-lost') throw new HapyError('HAPY-E504', { what: node, where: node });
    return operation.record;
  }

  #actionOf({ runId, actionId }: Mutation): Action {
    const [, attempt = '', id = ''] = /^(\d+)\/(.*)$/.exec(actionId.slice(runId.length + 1)) ?? [];
    const plan = this.#journal.run(runId).plans.find((each) => String(each.attempt) === attempt)?.plan;
    const action = plan?.actions.find((each) => each.id === id);
    if (action === undefined) throw new Error(`${actionId} is in no plan`);
    return action;
  }

  #begin(node: string, actionId: string, action: Action, fault: Fault | undefined): Operation {
    const running = this.#running.get(node) ?? new Set();
    this.#running.set(node, running.add(actionId));
    this.mutatingMax = Math.max(this.mutatingMax, running.size);
    const record: OperationRecord = { actionId, status: 'running', error: undefined, result: {} };
    const operation: Operation = {
      record,
      endsAtMs: this.clock.now() + this.operationMs,
      end: () => {
        if (operation.record.status !== 'running') return operation.record;
        running.delete(actionId);
        const idle = fault === 'fails' || fault === 'no-effect' || fault === 'unknown-and-undone';
        if (!idle) this.#apply(action);
        if (fault === 'repeats') this.#apply(action);
        const unknown = fault === 'unknown-but-done' || fault === 'unknown-and-undone';
        const status = fault === 'fails' ? 'failed' : unknown ? 'unknown' : 'succeeded';
        const error = fault === 'fails' ? { code: 'HAPY-E900', parameters: { detail: 'fault' } } : undefined;
        operation.record = { ...record, status, error };
        return operation.record;
      },
    };
    // It goes on whether or not anybody watches.
    void this.clock.delay(this.operationMs).then(operation.end);
    return operation;
  }

  /** As an agent does it: what is in the zone already is not added again. */
  #apply(action: Action): void {
    const snapshot = new Snapshot(this.world.spec, this.world.observe());
    const adds = action.kind === 'add-zone-server' || action.kind === 'add-host';
    const isThere = action.postcondition.every((condition) => holdsIn(condition, snapshot));
    if (!adds || !isThere) this.world.apply(action);
    if (action.kind === 'restore-server') this.#uploaded.delete(action.node);
  }

  async *#watch(
    node: string,
    actionId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncGenerator<OperationUpdate> {
    this.#reach(node);
    const operation = this.#operations.get(`${node} ${actionId}`);
    if (operation === undefined) throw new HapyError('HAPY-E523', { run: actionId });
    if (after < 1) yield { event: { sequence: 1, message: 'operation.begun', parameters: {} } };
    const id = actionId.replace(/^[^/]+\/\d+\//, '');
    if (after < 1 && this.faults.get(id) === 'watch-breaks') {
      throw new HapyError('HAPY-E504', { what: node, where: node });
    }
    await this.clock.delay(Math.max(0, operation.endsAtMs - this.clock.now()), signal);
    yield { finished: operation.end() };
  }
}

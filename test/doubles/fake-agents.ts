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
import { awaitCommitted } from '../../agent/operations/settled-zone.ts';
import { decideLease, requireLease } from '../../agent/lease-rules.ts';
import { HapyError, toErrorRecord } from '../../services/base/errors/hapy-error.ts';
import type { Action } from '../../services/domain/action.ts';
import type { Lease, NodeReport, NodeState, SeedManifest } from '../../services/domain/observed.ts';
import { isDone, readsPool } from './is-done.ts';
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
  readonly command: AgentCommand;
  readonly ended: Promise<OperationRecord>;
}

/** What goes on by itself when the agent that began it dies: a program of its own does it. */
const outliving: ReadonlySet<AgentCommand['rpc']> = new Set([
  'Instantiate',
  'Reconfigure',
  'StartOned',
  'StopOned',
  'HoldOned',
  'ExportSeed',
  'ImportSeed',
  'RestoreServer',
  'DropVip',
]);

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
  operationMs: (action: Action) => number = () => 1000;
  /** By how much the clock of a node is wrong, in milliseconds. */
  readonly skewMs = new Map<string, number>();
  /** Nodes on which nothing can be done, with the code of the reason: a dead helper, a full disk. */
  readonly unable = new Map<string, string>();
  /** What a defect would be: for a test that shows that it is found. */
  addsTwice = false;
  /** Whether what a leader has in its log is waited for: without it, what it adds may be added again. */
  settles = true;
  /** Told when an operation begins, with the right under which it was asked for. */
  onBegin: (node: string, mutation: Mutation) => void = () => undefined;
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
    const report = this.world.report(node);
    if (report.state === undefined || this.unreachable.has(node)) {
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
      acquireLease: async (request) => this.#lease(node, request, 'acquire'),
      renewLease: async (request) => this.#lease(node, request, 'renew'),
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
    if (this.unreachable.has(node) || this.world.silent.has(node) || !this.world.nodes.has(node))
      throw new HapyError('HAPY-E500', { what: node, where: node });
  }

  /** What is under way now, and where. */
  underWay(): readonly { readonly node: string; readonly actionId: string }[] {
    return [...this.#running].flatMap(([node, ids]) => [...ids].map((actionId) => ({ node, actionId })));
  }

  /** What the clock of that machine shows. */
  nowOn(node: string): number {
    return this.clock.now() + (this.skewMs.get(node) ?? 0);
  }

  #lease(node: string, request: LeaseRequest, how: 'acquire' | 'renew'): LeaseAnswer {
    this.#reach(node);
    const answer = decideLease(this.leases.get(node), request, how, this.nowOn(node));
    if (answer.granted && answer.lease !== undefined) this.leases.set(node, answer.lease);
    return answer;
  }

  #checkRight(node: string, { holder, epoch }: Mutation): void {
    this.#reach(node);
    requireLease(this.leases.get(node), { node, holder, epoch }, this.nowOn(node));
  }

  #perform(node: string, command: AgentCommand, mutation: Mutation): OperationRecord {
    this.#checkRight(node, mutation);
    const key = `${node} ${mutation.actionId}`;
    const known = this.#operations.get(key);
    if (known !== undefined) return known.record;
    const running = [...(this.#running.get(node) ?? [])];
    if (running[0] !== undefined) throw new HapyError('HAPY-E303', { node, running: running[0] });
    const action = this.#actionOf(mutation);
    const { id } = action;
    const fault = this.faults.get(id);
    if (fault === 'request-lost' || fault === 'requests-lost') {
      if (fault === 'request-lost') this.faults.delete(id);
      throw new HapyError('HAPY-E504', { what: node, where: node });
    }
    this.arrived.push(`${node} ${command.rpc} ${id}`);
    this.world.runId = mutation.runId;
    this.onBegin(node, mutation);
    const operation = this.#begin(node, mutation.actionId, action, { command, fault });
    this.#operations.set(key, operation);
    if (fault === 'answer-lost') throw new HapyError('HAPY-E504', { what: node, where: node });
    return operation.record;
  }

  #actionOf({ runId, actionId }: Mutation): Action {
    const [, attempt = '', id = '', write] =
      /^(\d+)\/(.*?)(\/write-\d+)?$/.exec(actionId.slice(runId.length + 1)) ?? [];
    const plan = this.#journal.run(runId).plans.find((each) => String(each.attempt) === attempt)?.plan;
    const action = plan?.actions.find((each) => each.id === id);
    if (action === undefined) throw new Error(`${actionId} is in no plan`);
    // Whoever waits for a zone that stands still has a record written.
    if (write !== undefined)
      return { ...action, kind: 'set-zone-endpoint', id: `${id}${write}`, parameters: {} };
    return action;
  }

  #begin(
    node: string,
    actionId: string,
    action: Action,
    how: { readonly command: AgentCommand; readonly fault: Fault | undefined },
  ): Operation {
    const running = this.#running.get(node) ?? new Set();
    this.#running.set(node, running.add(actionId));
    this.mutatingMax = Math.max(this.mutatingMax, running.size);
    const record: OperationRecord = { actionId, status: 'running', error: undefined, result: {} };
    const { promise: ended, resolve } = Promise.withResolvers<OperationRecord>();
    const operation: Operation = { record, command: how.command, ended };
    // It goes on whether or not anybody watches.
    void this.#carryOut(node, action, operation, how.fault).then((outcome) => {
      if (operation.record.status === 'running') operation.record = { ...record, ...outcome };
      running.delete(actionId);
      resolve(operation.record);
    });
    return operation;
  }

  async #carryOut(
    node: string,
    action: Action,
    { record: { actionId }, command }: Operation,
    fault: Fault | undefined,
  ): Promise<Pick<OperationRecord, 'status' | 'error'>> {
    const machine = this.world.nodes.get(node);
    const lives = () => this.#operations.get(`${node} ${actionId}`)?.record.status === 'running';
    try {
      this.#checkAble(node);
      this.world.begin(action, node);
      await this.clock.delay(this.operationMs(action));
      // Its agent was killed meanwhile, or it is another machine by now.
      if (!lives() || this.world.nodes.get(node) !== machine) return { status: 'unknown', error: undefined };
      this.#checkAble(node);
      const idle = fault === 'fails' || fault === 'no-effect' || fault === 'unknown-and-undone';
      if (!idle) await this.#apply(action, node, command);
      if (fault === 'repeats') await this.#apply(action, node, command);
    } catch (error) {
      if (!(error instanceof HapyError)) throw error;
      return { status: error.outcomeUnknown ? 'unknown' : 'failed', error: toErrorRecord(error) };
    }
    if (fault === 'fails')
      return { status: 'failed', error: { code: 'HAPY-E900', parameters: { detail: 'fault' } } };
    const unknown = fault === 'unknown-but-done' || fault === 'unknown-and-undone';
    return { status: unknown ? 'unknown' : 'succeeded', error: undefined };
  }

  #checkAble(node: string): void {
    const code = this.unable.get(node);
    if (code !== undefined) throw new HapyError(code as 'HAPY-E320', { node, what: node, where: node });
  }

  /** The agent dies and comes back: of what had no program of its own nobody knows how far it came. */
  killAgent(node: string): void {
    for (const actionId of this.#running.get(node) ?? []) {
      const operation = this.#operations.get(`${node} ${actionId}`);
      if (operation === undefined || outliving.has(operation.command.rpc)) continue;
      operation.record = { ...operation.record, status: 'unknown' };
      this.#running.get(node)?.delete(actionId);
    }
  }

  /** As an agent does it: what is in its own zone already is not added again. */
  async #apply(action: Action, node: string, command: AgentCommand): Promise<void> {
    if (this.settles && readsPool.has(command.rpc)) await this.#settle(action, node);
    const isThere = () => isDone(command, this.world.node(node).database);
    if (command.rpc === 'RemoveZoneServer' && isThere()) await this.#settle(action, node);
    const there = isThere();
    if (!there) await this.world.carryOut(action, node, command);
    const adds = command.rpc === 'AddHost' || command.rpc === 'AddZoneServer';
    if (!there && adds && this.addsTwice) await this.world.carryOut(action, node, command);
    if (action.kind === 'restore-server') this.#uploaded.delete(action.node);
  }

  /** As the agent's own operations wait before they believe what oned's pools say. */
  async #settle({ deadlineMs }: Action, node: string): Promise<void> {
    const look = () => this.world.raft.statusOf(this.world.node(node));
    await awaitCommitted(look(), look, { clock: this.clock, deadlineMs: deadlineMs / 2 });
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
    yield { finished: await unlessAborted(operation.ended, signal) };
  }
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

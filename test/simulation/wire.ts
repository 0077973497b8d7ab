import type {
  AgentPort,
  Agents,
  LeaseAnswer,
  Mutation,
  OperationUpdate,
} from '../../coordinator/executor/ports.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { NodeReport, SeedManifest } from '../../services/domain/observed.ts';
import type { FakeAgents } from '../doubles/fake-agents.ts';
import type { VirtualClock } from '../doubles/virtual-clock.ts';
import type { Cables } from './cables.ts';

/** How bad the way to one node is. */
export interface Weather {
  /** Each message takes up to this long, in milliseconds; a later one may overtake it. */
  readonly slowMs: number;
  /** The share of messages that is lost. */
  readonly loss: number;
  /** The share of requests that arrives twice, the second time whenever it likes. */
  readonly twice: number;
}

const fair: Weather = { slowMs: 0, loss: 0, twice: 0 };
/** How long a call waits for its answer (coordinator/agents/agent-client.ts), in milliseconds. */
const deadlinesMs = { lease: 3_000, command: 30_000, list: 5_000, stream: 10_000 } as const;
/** A message that is repeated comes at most this much later, in milliseconds. */
const repeatedMs = 20_000;

interface WireParts {
  readonly agents: FakeAgents;
  readonly clock: VirtualClock;
  readonly cables: Cables;
  readonly random: () => number;
  readonly weather: ReadonlyMap<string, Weather>;
  /** The machine that the coordinator runs on. */
  readonly from: string;
}

/** The agents as a coordinator meets them: over a network that delays, loses, repeats and reorders what it carries. */
export class Wire implements Agents {
  readonly #parts: WireParts;

  constructor(parts: WireParts) {
    this.#parts = parts;
  }

  async report(node: string, patienceMs: number): Promise<NodeReport> {
    const { agents, clock } = this.#parts;
    try {
      return await this.#call(node, patienceMs, () => agents.report(node));
    } catch (error) {
      if (!(error instanceof HapyError)) throw error;
      return { node, atMs: clock.now(), state: undefined, unreachable: { code: error.code, parameters: {} } };
    }
  }

  of(node: string): AgentPort {
    const agent = this.#parts.agents.of(node);
    const lease = (ask: () => Promise<LeaseAnswer>) => this.#call(node, deadlinesMs.lease, ask);
    return {
      acquireLease: (request) => lease(() => agent.acquireLease(request)),
      renewLease: (request) => lease(() => agent.renewLease(request)),
      perform: (command, mutation) =>
        this.#call(node, deadlinesMs.command, () => agent.perform(command, mutation)),
      findOperation: (runId, actionId) =>
        this.#call(node, deadlinesMs.list, () => agent.findOperation(runId, actionId)),
      watchOperation: (actionId, after, signal) => this.#watch(node, agent, { actionId, after, signal }),
      downloadSeed: (seedId, signal) => agent.downloadSeed(seedId, signal),
      uploadSeed: (
        manifest: SeedManifest,
        mutation: Mutation,
        chunks: AsyncIterable<Uint8Array>,
        signal: AbortSignal,
      ) =>
        this.#call(
          node,
          deadlinesMs.command,
          () => agent.uploadSeed(manifest, mutation, chunks, signal),
          false,
        ),
    };
  }

  /** `repeatable` is false for what cannot be sent twice, a stream for example. */
  async #call<T>(node: string, deadlineMs: number, ask: () => Promise<T>, repeatable = true): Promise<T> {
    const { clock, cables, random, from } = this.#parts;
    const endsAtMs = clock.now() + deadlineMs;
    const weather = this.#weatherOf(node);
    await this.#travel(weather);
    if (!cables.open(from, node) || random() < weather.loss) return this.#silence(node, endsAtMs);
    if (repeatable && random() < weather.twice) {
      void clock
        .delay(random() * repeatedMs)
        .then(ask)
        .catch(() => undefined);
    }
    const answer = await ask();
    await this.#travel(weather);
    if (!cables.open(node, from) || random() < weather.loss) return this.#silence(node, endsAtMs);
    if (clock.now() > endsAtMs) throw late(node);
    return answer;
  }

  #weatherOf(node: string): Weather {
    return (node === this.#parts.from ? undefined : this.#parts.weather.get(node)) ?? fair;
  }

  async #travel({ slowMs }: Weather): Promise<void> {
    const { clock, random } = this.#parts;
    if (slowMs > 0) await clock.delay(random() * slowMs);
    else if (random() < 0.05) await clock.delay(1 + random() * 30);
  }

  async #silence(node: string, endsAtMs: number): Promise<never> {
    const { clock } = this.#parts;
    await clock.delay(Math.max(0, endsAtMs - clock.now()));
    throw late(node);
  }

  async *#watch(
    node: string,
    agent: AgentPort,
    { actionId, after, signal }: { actionId: string; after: number; signal: AbortSignal },
  ): AsyncGenerator<OperationUpdate> {
    const { clock, cables, from } = this.#parts;
    for await (const update of agent.watchOperation(actionId, after, signal)) {
      if (!cables.joins(from, node)) {
        await clock.delay(deadlinesMs.stream, signal);
        throw late(node);
      }
      yield update;
    }
  }
}

function late(node: string): HapyError {
  return new HapyError('HAPY-E504', { what: node, where: node });
}

import type { AgentCommand, AgentPort, Agents } from '../../coordinator/executor/ports.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';

/** One thing that a coordinator has asked an agent for, leases left out. */
export interface Asked {
  readonly node: string;
  readonly what: 'report' | 'find' | 'watch' | 'change';
  /** What was to be changed, and as what action. */
  readonly command: AgentCommand | 'UploadSeed' | undefined;
  readonly actionId: string;
  /** Whether the asker was left without an answer, or with the answer that nobody knows. */
  lost: boolean;
}

/** Agents with a list of all that they are asked, in its order. */
export class WatchedAgents implements Agents {
  readonly asked: Asked[] = [];
  /** The answer to the next upload does not come back. */
  losesUpload = false;
  readonly #agents: Agents;

  constructor(agents: Agents) {
    this.#agents = agents;
  }

  report(node: string, patienceMs: number): ReturnType<Agents['report']> {
    this.#note(node, 'report');
    return this.#agents.report(node, patienceMs);
  }

  of(node: string): AgentPort {
    const agent = this.#agents.of(node);
    return {
      ...agent,
      perform: (command, mutation) => {
        const noted = this.#note(node, 'change', mutation.actionId, command);
        return this.#answered(noted, agent.perform(command, mutation));
      },
      findOperation: (runId, actionId) => {
        this.#note(node, 'find', actionId);
        return agent.findOperation(runId, actionId);
      },
      watchOperation: (actionId, after, signal) => this.#watch(agent, { node, actionId, after, signal }),
      uploadSeed: async (manifest, mutation, chunks, signal) => {
        const noted = this.#note(node, 'change', mutation.actionId, 'UploadSeed');
        const received = await this.#answered(noted, agent.uploadSeed(manifest, mutation, chunks, signal));
        if (!this.losesUpload) return received;
        this.losesUpload = false;
        noted.lost = true;
        throw new HapyError('HAPY-E504', { what: node, where: node });
      },
    };
  }

  async *#watch(
    agent: AgentPort,
    o: {
      readonly node: string;
      readonly actionId: string;
      readonly after: number;
      readonly signal: AbortSignal;
    },
  ): ReturnType<AgentPort['watchOperation']> & AsyncGenerator {
    const noted = this.#note(o.node, 'watch', o.actionId);
    for await (const update of agent.watchOperation(o.actionId, o.after, o.signal)) {
      noted.lost = update.finished?.status === 'unknown';
      yield update;
    }
  }

  async #answered<T>(noted: Asked, answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      noted.lost = error instanceof HapyError && error.outcomeUnknown;
      throw error;
    }
  }

  #note(node: string, what: Asked['what'], actionId = '', command: Asked['command'] = undefined): Asked {
    const noted: Asked = { node, what, command, actionId, lost: false };
    this.asked.push(noted);
    return noted;
  }
}

import { isIPv4 } from 'node:net';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Log } from '../services/base/log.ts';
import type { OperationContext, OperationKind } from './operation-kind.ts';

/**
 * Which actions go wrong on this node and how, for tests: each entry is an action's id ("start-oned/hapy2"), its
 * first part ("start-oned") or "*".
 */
export interface FaultsToInject {
  /** The operation fails before it has done anything. */
  readonly error: readonly string[];
  /** Its work is done twice in a row, as by somebody who asks again. */
  readonly repeat: readonly string[];
  /** Its work is done, and then nobody knows. */
  readonly unknown: readonly string[];
}

/**
 * Refuses faults where they could hurt: an agent of a real server listens at an address that other servers
 * reach, so a loopback address means a sandbox.
 *
 * @throws HapyError HAPY-E354
 */
export function requireSandbox(file: string, address: string): void {
  if (isIPv4(address) && address.startsWith('127.')) return;
  throw new HapyError('HAPY-E354', { file, address });
}

/** Makes operations go wrong on demand, each action once: what is tried again later succeeds. */
export class InjectedFaults {
  readonly #faults: FaultsToInject;
  readonly #node: string;
  readonly #log: Log;
  readonly #done = new Set<string>();

  constructor(faults: FaultsToInject, node: string, log: Log) {
    this.#faults = faults;
    this.#node = node;
    this.#log = log;
  }

  /** Carries out an operation's work, or lets it go wrong. What is found again after a restart goes on as it is. */
  async run<Q>(
    kind: OperationKind<Q>,
    request: Q,
    context: OperationContext,
  ): Promise<Readonly<Record<string, string>>> {
    const fault = context.resumed ? undefined : this.#take(context);
    if (fault === undefined) return kind.run(request, context);
    const { actionId } = context;
    this.#log.warn({ action: actionId, fault }, 'fault injected');
    if (fault === 'error') throw new HapyError('HAPY-E353', { operation: kind.kind, node: this.#node });
    const result = await kind.run(request, context);
    if (fault === 'unknown') throw new HapyError('HAPY-E306', { action: actionId });
    // Under another id, or its programs would be found instead of run.
    return { ...result, ...(await kind.run(request, { ...context, actionId: `${actionId}/again` })) };
  }

  #take({ actionId, runId }: OperationContext): keyof FaultsToInject | undefined {
    // The attempt is no part of what goes wrong once.
    const id = actionId.slice(runId.length + 1).replace(/^\d+\//, '');
    const [kind = ''] = id.split('/');
    for (const fault of ['error', 'repeat', 'unknown'] as const) {
      const wanted = this.#faults[fault].some((each) => each === '*' || each === id || each === kind);
      const name = `${fault} ${id}`;
      if (!wanted || this.#done.has(name)) continue;
      this.#done.add(name);
      return fault;
    }
    return undefined;
  }
}

import { watch } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { callUnary, tlsTarget } from '../../services/rpc/client.ts';
import { AgentTrustServiceClient } from '../../services/rpc/gen/hapy/agent/v1/trust.ts';
import { CoordinatorServiceClient } from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import type { TlsIdentity } from '../../services/rpc/identity.ts';
import { buildUri } from '../../services/rpc/uri.ts';

const everyMs = 50;
/** A busy machine makes a call late; it must not make it fail. */
const deadlineMs = 60_000;

interface Place {
  readonly name: string;
  readonly address: string;
}

export interface CallsOptions {
  readonly clusterId: string;
  readonly nodes: readonly Place[];
  readonly coordinator: Place;
  /** The folder or file whose change means that an identity was renewed. */
  readonly watched: readonly string[];
  readonly asCoordinator: () => Promise<TlsIdentity>;
  readonly asPerson: () => Promise<TlsIdentity>;
}

interface Client {
  call(): Promise<unknown>;
  close(): void;
}

/**
 * Two hundred calls per second, a quarter to the coordinator as a person and the others to every agent as the coordinator,
 * over connections that follow a renewed identity as those of the programs do.
 */
export class SteadyCalls {
  readonly #options: CallsOptions;
  readonly #failures: string[] = [];
  readonly #pending = new Set<Promise<unknown>>();
  readonly #watchers: { close(): void }[] = [];
  #clients: readonly Client[] = [];
  /** Closing one would end what waits on it for its connection. */
  readonly #before: Client[] = [];
  #stopping = false;
  #running: Promise<void> | undefined;
  #calls = 0;

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  get calls(): number {
    return this.#calls;
  }

  async start(): Promise<void> {
    await this.#connect();
    const renewed = () => void this.#connect().catch(() => undefined);
    for (const path of this.#options.watched) this.#watchers.push(watch(path, renewed));
    this.#running = this.#run();
  }

  /** Ends the calls, waits for every answer, and gives what failed. */
  async stop(): Promise<readonly string[]> {
    this.#stopping = true;
    await this.#running;
    await Promise.all(this.#pending);
    for (const each of [...this.#watchers, ...this.#before, ...this.#clients]) each.close();
    return this.#failures;
  }

  async #run(): Promise<void> {
    let at = 0;
    while (!this.#stopping) {
      // Ten in each twentieth of a second.
      for (let n = 0; n < 10; n += 1) this.#begin(this.#clients[at++ % this.#clients.length]);
      await delay(everyMs);
    }
  }

  #begin(client: Client | undefined): void {
    if (client === undefined) return;
    this.#calls += 1;
    const call = client.call().catch((error: unknown) => {
      this.#failures.push(error instanceof HapyError ? error.message : String(error));
    });
    this.#pending.add(call);
    void call.finally(() => this.#pending.delete(call));
  }

  /** New connections for what comes; what is under way ends on those of before. */
  async #connect(): Promise<void> {
    const { clusterId, nodes, coordinator, asCoordinator, asPerson } = this.#options;
    const [own, person] = await Promise.all([asCoordinator(), asPerson()]);
    const agents = nodes.map(({ name, address }): Client => {
      const expectedUri = buildUri(clusterId, 'agent', name);
      const target = tlsTarget({ address, port: 2641, expectedUri, identity: own });
      const client = new AgentTrustServiceClient(target.address, target.credentials, target.options);
      const get = client.getTrust.bind(client);
      return { call: () => callUnary(get, {}, { deadlineMs, what: name }), close: () => client.close() };
    });
    const expectedUri = buildUri(clusterId, 'coordinator');
    const target = tlsTarget({ address: coordinator.address, port: 2640, expectedUri, identity: person });
    const client = new CoordinatorServiceClient(target.address, target.credentials, target.options);
    const list = client.listTokens.bind(client);
    this.#before.push(...this.#clients);
    this.#clients = [
      ...agents,
      { call: () => callUnary(list, {}, { deadlineMs, what: 'person' }), close: () => client.close() },
    ];
  }
}

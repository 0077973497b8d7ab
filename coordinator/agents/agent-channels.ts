import assert from 'node:assert/strict';

import type { Clock } from '../../services/base/clock.ts';
import { toErrorRecord } from '../../services/base/errors/hapy-error.ts';
import type { NodeReport } from '../../services/domain/observed.ts';
import type { Spec } from '../../services/domain/spec.ts';
import { tlsTarget } from '../../services/rpc/client.ts';
import type { TlsIdentity } from '../../services/rpc/identity.ts';
import { buildUri } from '../../services/rpc/uri.ts';
import type { Agents } from '../executor/ports.ts';
import { AgentClient } from './agent-client.ts';
import type { LastHeard } from './last-heard.ts';
import { Turnstile } from './turnstile.ts';

/** First connections are handshakes; more than this at once would only wait for each other. */
const concurrencyMax = 32;

/** One warm channel to each node of the spec, by its own address and never through the virtual one. */
export class AgentChannels implements Agents {
  readonly #clients: ReadonlyMap<string, AgentClient>;
  readonly #heard: LastHeard;
  readonly #clock: Clock;
  readonly #turnstile = new Turnstile(concurrencyMax);

  constructor(o: { spec: Spec; port: number; identity: TlsIdentity; clock: Clock; heard: LastHeard }) {
    const { spec, port, identity } = o;
    this.#clock = o.clock;
    this.#heard = o.heard;
    this.#clients = new Map(
      spec.nodes.map(({ name, address }) => {
        const expectedUri = buildUri(spec.clusterId, 'agent', name);
        return [name, new AgentClient(name, tlsTarget({ address, port, expectedUri, identity }))];
      }),
    );
  }

  of(node: string): AgentClient {
    const client = this.#clients.get(node);
    assert.ok(client !== undefined, `${node} is not in the spec`);
    return client;
  }

  async report(node: string, patienceMs: number): Promise<NodeReport> {
    try {
      const state = await this.#turnstile.pass(() => this.of(node).getState(patienceMs));
      const atMs = this.#clock.now();
      this.#heard.hear(node, state, atMs);
      return { node, atMs, state };
    } catch (error) {
      const unreachable = toErrorRecord(error);
      this.#heard.miss(node, unreachable);
      return { node, atMs: this.#clock.now(), state: undefined, unreachable };
    }
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }
}

import assert from 'node:assert/strict';

import { InterceptingCall, type Interceptor } from '@grpc/grpc-js';

import type { Clock } from '../../services/base/clock.ts';
import { toErrorRecord } from '../../services/base/errors/hapy-error.ts';
import type { NodeReport } from '../../services/domain/observed.ts';
import type { Spec, SpecNode } from '../../services/domain/spec.ts';
import { type RpcTarget, tlsTarget } from '../../services/rpc/client.ts';
import type { TlsIdentity } from '../../services/rpc/identity.ts';
import type { TrustPolicy } from '../../services/rpc/trust-list.ts';
import { buildUri } from '../../services/rpc/uri.ts';
import type { Agents } from '../executor/ports.ts';
import { AgentTrustClient } from '../trust/agent-trust-client.ts';
import { AgentClient } from './agent-client.ts';
import type { LastHeard } from './last-heard.ts';
import { Turnstile } from './turnstile.ts';

/** First connections are handshakes; more than this at once would only wait for each other. */
const concurrencyMax = 32;

interface ChannelsOptions {
  readonly spec: Spec;
  readonly port: number;
  readonly identity: TlsIdentity;
  readonly clock: Clock;
  readonly heard: LastHeard;
  /** Agents that are refused although their certificate is valid. */
  readonly trust?: TrustPolicy;
  /** Who approved a run, for the nodes' audit. */
  readonly personOf?: (runId: string) => string;
}

/** One warm channel to each node of the spec, by its own address and never through the virtual one. */
export class AgentChannels implements Agents {
  readonly #clients: ReadonlyMap<string, AgentClient>;
  readonly #trust: ReadonlyMap<string, AgentTrustClient>;
  readonly #options: ChannelsOptions;
  #gate: Gate = () => Promise.resolve();
  #onLost: (node: string) => void = () => undefined;
  readonly #heard: LastHeard;
  readonly #clock: Clock;
  readonly #turnstile = new Turnstile(concurrencyMax);

  constructor(o: ChannelsOptions) {
    const { spec, identity, personOf } = o;
    this.#options = o;
    this.#clock = o.clock;
    this.#heard = o.heard;
    this.#clients = new Map(
      spec.nodes.map((node) => [
        node.name,
        new AgentClient(node.name, this.#gated(node, identity), personOf),
      ]),
    );
    this.#trust = new Map(
      spec.nodes.map((node) => [node.name, new AgentTrustClient(node.name, this.#target(node, identity))]),
    );
  }

  /** `gate` is waited for before each call to a node; `onLost` is told when one does not answer any more. */
  guard(gate: Gate, onLost: (node: string) => void): void {
    this.#gate = gate;
    this.#onLost = onLost;
  }

  /** Connects anew with a renewed identity; what goes on goes on over the connections of before. */
  setIdentity(identity: TlsIdentity): void {
    for (const node of this.#options.spec.nodes) this.#reconnect(node, identity);
  }

  /** Drops what stands to this node, so that whoever is there must show its certificate again. */
  reconnect(name: string, identity: TlsIdentity): void {
    const node = this.#options.spec.nodes.find((each) => each.name === name);
    if (node !== undefined) this.#reconnect(node, identity);
  }

  trustOf(node: string): AgentTrustClient {
    const client = this.#trust.get(node);
    assert.ok(client !== undefined, `${node} is not in the spec`);
    return client;
  }

  /** Whether this node answers somebody who shows this identity, on a connection of its own. */
  async tryWith(name: string, identity: TlsIdentity): Promise<boolean> {
    const node = this.#options.spec.nodes.find((each) => each.name === name);
    assert.ok(node !== undefined, `${name} is not in the spec`);
    const client = new AgentTrustClient(name, this.#target(node, identity));
    try {
      await client.getTrust();
      return true;
    } catch {
      return false;
    } finally {
      client.close();
    }
  }

  /** A connection to this node broke. */
  lost(node: string): void {
    this.#onLost(node);
  }

  #reconnect(node: SpecNode, identity: TlsIdentity): void {
    this.#clients.get(node.name)?.retarget(this.#gated(node, identity));
    this.#trust.get(node.name)?.retarget(this.#target(node, identity));
  }

  #target({ name, address }: SpecNode, identity: TlsIdentity): RpcTarget {
    const { spec, port, trust } = this.#options;
    const expectedUri = buildUri(spec.clusterId, 'agent', name);
    return tlsTarget({ address, port, expectedUri, identity, ...(trust === undefined ? {} : { trust }) });
  }

  #gated(node: SpecNode, identity: TlsIdentity): RpcTarget {
    const target = this.#target(node, identity);
    const interceptors = [waitFor(() => this.#gate(node.name))];
    return { ...target, options: { ...target.options, interceptors } };
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
      this.lost(node);
      return { node, atMs: this.#clock.now(), state: undefined, unreachable };
    }
  }

  close(): void {
    for (const client of [...this.#clients.values(), ...this.#trust.values()]) client.close();
  }
}

/** What is waited for before a call to a node is sent; it settles in any case. */
type Gate = (node: string) => Promise<unknown>;

/** A client interceptor that holds a call back until `ready` has settled. */
function waitFor(ready: () => Promise<unknown>): Interceptor {
  return (options, nextCall) =>
    new InterceptingCall(nextCall(options), {
      start(metadata, listener, next) {
        const go = () => next(metadata, listener);
        ready().then(go, go);
      },
    });
}

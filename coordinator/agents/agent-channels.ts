import type { Clock } from '../../services/base/clock.ts';
import { type ErrorRecord, HapyError, toErrorRecord } from '../../services/base/errors/hapy-error.ts';
import { errorTable } from '../../services/base/errors/table.ts';
import type { NodeReport, NodeState } from '../../services/domain/observed.ts';
import { nodesToAsk, type Spec, type SpecNode } from '../../services/domain/spec.ts';
import { type RpcTarget, tlsTarget } from '../../services/rpc/client.ts';
import type { TlsIdentity } from '../../services/rpc/identity.ts';
import type { TrustPolicy } from '../../services/rpc/trust-list.ts';
import { buildUri } from '../../services/rpc/uri.ts';
import type { Agents } from '../executor/ports.ts';
import { AgentTrustClient } from '../trust/agent-trust-client.ts';
import { AgentClient } from './agent-client.ts';
import type { LastHeard } from './last-heard.ts';
import { Turnstile } from './turnstile.ts';
import { waitBeforeCall } from './wait-before-call.ts';

/** First connections are handshakes; more than this at once would only wait for each other. */
const concurrencyMax = 32;
/**
 * Milliseconds. A node that was heard this short a time ago lives, however late its answer is: it is asked a
 * second time, with so many times the patience, before it is said not to answer.
 */
const aliveMs = 10_000;
const secondPatience = 4;

interface ChannelsOptions {
  /** The spec as it is now: verbs change it. */
  readonly specs: { readonly current: Spec };
  readonly port: number;
  readonly identity: TlsIdentity;
  readonly clock: Clock;
  readonly heard: LastHeard;
  /** Agents that are refused although their certificate is valid. */
  readonly trust?: TrustPolicy;
  /** Whom a certificate was issued to; everybody where it is not said. */
  readonly enrolled?: () => ReadonlySet<string>;
  /** Who approved a run, for the nodes' audit. */
  readonly personOf?: (runId: string) => string;
}

interface Channel {
  readonly target: string;
  readonly client: AgentClient;
  readonly trust: AgentTrustClient;
}

/** One warm channel to each node of the spec, by its own address and never through the virtual one. */
export class AgentChannels implements Agents {
  readonly #channels = new Map<string, Channel>();
  #identity: TlsIdentity;
  readonly #options: ChannelsOptions;
  #gate: Gate = () => Promise.resolve();
  #onLost: (node: string) => void = () => undefined;
  readonly #heard: LastHeard;
  readonly #clock: Clock;
  readonly #turnstile = new Turnstile(concurrencyMax);

  constructor(o: ChannelsOptions) {
    this.#options = o;
    this.#identity = o.identity;
    this.#clock = o.clock;
    this.#heard = o.heard;
  }

  /** `gate` is waited for before each call to a node; `onLost` is told when one does not answer any more. */
  guard(gate: Gate, onLost: (node: string) => void): void {
    this.#gate = gate;
    this.#onLost = onLost;
  }

  /** Connects anew with a renewed identity; what goes on goes on over the connections of before. */
  setIdentity(identity: TlsIdentity): void {
    this.#identity = identity;
    for (const [name, channel] of this.#channels) this.#reconnect(name, channel, identity);
  }

  /** Drops what stands to this node, so that whoever is there must show its certificate again. */
  reconnect(name: string, identity: TlsIdentity): void {
    const channel = this.#channels.get(name);
    if (channel !== undefined) this.#reconnect(name, channel, identity);
  }

  trustOf(node: string): AgentTrustClient {
    return this.#channelOf(node).trust;
  }

  /** Whether this node answers somebody who shows this identity, on a connection of its own. */
  async tryWith(name: string, identity: TlsIdentity): Promise<boolean> {
    const client = new AgentTrustClient(name, this.#target(this.#placeOf(name), identity));
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

  #reconnect(name: string, { client, trust }: Channel, identity: TlsIdentity): void {
    const place = this.#placeOf(name);
    client.retarget(this.#gated(place, identity));
    trust.retarget(this.#target(place, identity));
  }

  /** Where the node of that name is now. @throws HapyError HAPY-E565 when the spec has no such node, HAPY-E630 when it has not told its address yet */
  #placeOf(name: string): SpecNode {
    const { current } = this.#options.specs;
    const found = nodesToAsk(current).find((each) => each.name === name);
    if (found === undefined) throw new HapyError('HAPY-E565', { node: name });
    // Until the old machine of that name is barred, it is the one that is asked.
    const leaving = current.leaving?.find((each) => each.node.name === name && !each.barred);
    const place = leaving?.node ?? found;
    if (place.address === '') throw new HapyError('HAPY-E630', { node: name });
    return place;
  }

  /** One that is new gets a channel when it is first asked; another machine under its name, or a bar, a new one. */
  #channelOf(name: string): Channel {
    const place = this.#placeOf(name);
    const leaving = this.#options.specs.current.leaving?.find((each) => each.node.name === name);
    const target = `${place.address} ${leaving?.barred}`;
    const open = this.#channels.get(name);
    if (open?.target === target) return open;
    open?.client.close();
    open?.trust.close();
    const client = new AgentClient(name, this.#gated(place, this.#identity), this.#options.personOf);
    const trust = new AgentTrustClient(name, this.#target(place, this.#identity));
    const channel = { target, client, trust };
    this.#channels.set(name, channel);
    return channel;
  }

  #target({ name, address }: SpecNode, identity: TlsIdentity): RpcTarget {
    const { specs, port, trust } = this.#options;
    const expectedUri = buildUri(specs.current.clusterId, 'agent', name);
    return tlsTarget({ address, port, expectedUri, identity, ...(trust === undefined ? {} : { trust }) });
  }

  #gated(node: SpecNode, identity: TlsIdentity): RpcTarget {
    const target = this.#target(node, identity);
    const interceptors = [waitBeforeCall(() => this.#gate(node.name))];
    return { ...target, options: { ...target.options, interceptors } };
  }

  of(node: string): AgentClient {
    return this.#channelOf(node).client;
  }

  async report(node: string, patienceMs: number): Promise<NodeReport> {
    try {
      const state = await this.#turnstile.pass(() => this.#stateOf(node, patienceMs));
      const atMs = this.#clock.now();
      this.#heard.hear(node, state, atMs);
      return { node, atMs, state };
    } catch (error) {
      const unreachable = this.miss(node, error);
      // Who is slow has not gone: its connection stands, and telling it everything anew would make it slower still.
      if (!isLate(error)) this.lost(node);
      return { node, atMs: this.#clock.now(), state: undefined, unreachable };
    }
  }

  /**
   * A look or a stream has failed: writes down why the node is not heard, and gives it. One that was never enrolled has not joined,
   * whatever became of the call; it was asked all the same, since a store that was restored may know less than the node does.
   */
  miss(node: string, error: unknown): ErrorRecord {
    const hasJoined = this.#options.enrolled?.().has(node) ?? true;
    const why = toErrorRecord(hasJoined ? error : new HapyError('HAPY-E630', { node }));
    this.#heard.miss(node, why);
    return why;
  }

  /** A machine that is busy may take longer than a look does, and says so by its stream in the meantime. */
  async #stateOf(node: string, patienceMs: number): Promise<NodeState> {
    try {
      return await this.of(node).getState(patienceMs);
    } catch (error) {
      if (!isLate(error) || !this.#lives(node, error)) throw error;
      return this.of(node).getState(secondPatience * patienceMs);
    }
  }

  #lives(node: string, late: HapyError): boolean {
    const { heardAtMs, unreachable } = this.#heard.of(node);
    // Whoever was never heard has shown at least its certificate when it is only the answer that is late.
    if (heardAtMs === 0) return unreachable === undefined && late.code === 'HAPY-E503';
    return unreachable === undefined && this.#clock.now() - heardAtMs < aliveMs;
  }

  close(): void {
    for (const { client, trust } of this.#channels.values()) {
      client.close();
      trust.close();
    }
  }
}

/** Whether somebody was waited for in vain, who may well be there. */
function isLate(error: unknown): error is HapyError {
  return error instanceof HapyError && errorTable[error.code].category === 'DEADLINE_EXCEEDED';
}

/** What is waited for before a call to a node is sent; it settles in any case. */
type Gate = (node: string) => Promise<unknown>;

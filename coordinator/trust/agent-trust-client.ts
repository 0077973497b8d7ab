import { X509Certificate } from 'node:crypto';

import type { AuditSelection } from '../../services/audit/select-lines.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { callServerStream, callUnary, type RpcTarget } from '../../services/rpc/client.ts';
import { ExchangedClient } from '../../services/rpc/exchanged-client.ts';
import {
  AgentTrustServiceClient,
  type ReadAuditResponse,
} from '../../services/rpc/gen/hapy/agent/v1/trust.ts';
import { emptyTrust, type TrustList } from '../../services/rpc/trust-list.ts';
import type { CertifiedAgent } from './rotation.ts';
import type { TrustedAgent } from './trust-publisher.ts';

const quickDeadlineMs = 3_000;
/** The agent asks us in turn, at two addresses in the worst case. */
const renewDeadlineMs = 20_000;
const auditDeadlineMs = 60_000;

/** No connection: refused, unreachable, lost. */
const isCutOff = (error: unknown): boolean =>
  error instanceof HapyError && ['HAPY-E500', 'HAPY-E501', 'HAPY-E504'].includes(error.code);

/**
 * Trust and audit of one node's agent, on a connection of their own. That one is used rarely: after a failure it waits, longer each
 * time, before it is tried again, and fails whatever is asked meanwhile. So a node that has come back is asked over a new one;
 * each of these calls may be made twice.
 */
export class AgentTrustClient implements TrustedAgent, CertifiedAgent {
  readonly #clients: ExchangedClient<AgentTrustServiceClient>;
  readonly #node: string;
  #target: RpcTarget;

  constructor(node: string, target: RpcTarget) {
    this.#node = node;
    this.#target = target;
    this.#clients = new ExchangedClient(clientOf(target));
  }

  /** New calls go to the new target; those under way end on the old one. */
  retarget(target: RpcTarget): void {
    this.#target = target;
    this.#clients.exchange(clientOf(target));
  }

  async getTrust(): Promise<TrustList> {
    const { trust } = await this.#get();
    if (trust === undefined) return emptyTrust;
    const { version, deniedIssuers, deniedSerials, deniedUris, deniedKeys } = trust;
    return { version: Number(version), deniedIssuers, deniedSerials, deniedUris, deniedKeys };
  }

  async certificateChain(): Promise<string> {
    return (await this.#get()).certificateChain;
  }

  /** When the certificate in use ends, in milliseconds. */
  async notAfterMs(): Promise<number> {
    return new X509Certificate(await this.certificateChain()).validToDate.getTime();
  }

  async setTrust(...[list, audit]: Parameters<TrustedAgent['setTrust']>): Promise<number> {
    const trust = {
      version: BigInt(list.version),
      deniedIssuers: [...list.deniedIssuers],
      deniedSerials: [...list.deniedSerials],
      deniedUris: [...list.deniedUris],
      deniedKeys: [...list.deniedKeys],
      coordinators: list.coordinators.map((each) => ({ ...each })),
      elsewhere: list.elsewhere.map((each) => ({ ...each })),
    };
    const coordinatorAudit = { number: BigInt(audit.number), hash: audit.hash };
    const { version } = await this.#ask((client) =>
      callUnary(client.setTrust.bind(client), { trust, coordinatorAudit }, this.#settings(quickDeadlineMs)),
    );
    return Number(version);
  }

  async renewCertificate(): Promise<void> {
    await this.#ask((client) =>
      callUnary(client.renewCertificate.bind(client), {}, this.#settings(renewDeadlineMs)),
    );
  }

  readAudit({ after, before, ...wanted }: AuditSelection): AsyncGenerator<ReadAuditResponse> {
    const request = { ...wanted, after: BigInt(after), before: BigInt(before) };
    return this.#clients.stream((client) =>
      callServerStream(client.readAudit.bind(client), request, this.#settings(auditDeadlineMs)),
    );
  }

  close(): void {
    this.#clients.close();
  }

  #get() {
    return this.#ask((client) =>
      callUnary(client.getTrust.bind(client), {}, this.#settings(quickDeadlineMs)),
    );
  }

  async #ask<T>(work: (client: AgentTrustServiceClient) => Promise<T>): Promise<T> {
    try {
      return await this.#clients.call(work);
    } catch (error) {
      if (!isCutOff(error)) throw error;
      this.#clients.exchange(clientOf(this.#target));
      return this.#clients.call(work);
    }
  }

  #settings(deadlineMs: number) {
    return { deadlineMs, what: this.#node };
  }
}

function clientOf({ address, credentials, options }: RpcTarget): AgentTrustServiceClient {
  return new AgentTrustServiceClient(address, credentials, options);
}

import { callServerStream, callUnary } from '../../services/rpc/client.ts';
import {
  type ApiToken,
  type ApproveRenewalsResponse,
  type CreateApiTokenResponse,
  type CreatePersonResponse,
  type ListCertificatesResponse,
  type ReadAuditResponse,
  type RenewCertificatesResponse,
  type RevokeResponse,
  type Rotation,
  TrustServiceClient,
  type WhoAmIResponse,
} from '../../services/rpc/gen/hapy/coordinator/v1/trust.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { coordinatorTarget } from './coordinator-target.ts';
import type { Session } from './session.ts';

const answerDeadlineMs = 30_000;
/** A step goes from node to node and waits for each. */
const stepDeadlineMs = 10 * 60_000;
const streamDeadlineMs = 5 * 60_000;

/** The coordinator's TrustService, as the commands need it. */
export class TrustClient {
  readonly #client: TrustServiceClient;
  readonly #place: string;

  private constructor(client: TrustServiceClient, place: string) {
    this.#client = client;
    this.#place = place;
  }

  static async connect(session: Session): Promise<TrustClient> {
    const { target, place } = await coordinatorTarget(session);
    const { address, credentials, options } = target;
    return new TrustClient(new TrustServiceClient(address, credentials, options), place);
  }

  certificates(): Promise<ListCertificatesResponse> {
    return this.#ask((s) => callUnary(this.#client.listCertificates.bind(this.#client), {}, s), 'certs');
  }

  renew(nodes: readonly string[]): Promise<RenewCertificatesResponse> {
    const renew = this.#client.renewCertificates.bind(this.#client);
    return this.#ask((s) => callUnary(renew, { nodes: [...nodes] }, s), 'certs renew');
  }

  approve(nodes: readonly string[]): Promise<ApproveRenewalsResponse> {
    const approve = this.#client.approveRenewals.bind(this.#client);
    return this.#ask((s) => callUnary(approve, { nodes: [...nodes] }, s), 'certs approve');
  }

  createPerson(name: string, role: string, csr: Buffer): Promise<CreatePersonResponse> {
    const create = this.#client.createPerson.bind(this.#client);
    return this.#ask((s) => callUnary(create, { name, role, csr }, s), 'operator create');
  }

  revoke(holder: string, reason: string): Promise<RevokeResponse> {
    const revoke = this.#client.revoke.bind(this.#client);
    return this.#ask((s) => callUnary(revoke, { holder, reason }, s), 'revoke');
  }

  createApiToken(name: string, scope: string, ttlSeconds: number): Promise<CreateApiTokenResponse> {
    const create = this.#client.createApiToken.bind(this.#client);
    return this.#ask((s) => callUnary(create, { name, scope, ttlSeconds }, s), 'api-token create');
  }

  async apiTokens(): Promise<ApiToken[]> {
    const list = this.#client.listApiTokens.bind(this.#client);
    return (await this.#ask((s) => callUnary(list, {}, s), 'api-token list')).tokens;
  }

  /** Its name. */
  async revokeApiToken(tokenId: string): Promise<string> {
    const revoke = this.#client.revokeApiToken.bind(this.#client);
    return (await this.#ask((s) => callUnary(revoke, { tokenId }, s), 'api-token revoke')).name;
  }

  whoAmI(): Promise<WhoAmIResponse> {
    const ask = this.#client.whoAmI.bind(this.#client);
    return this.#ask((s) => callUnary(ask, {}, s), 'can');
  }

  async rotation(): Promise<Rotation> {
    const get = this.#client.getRotation.bind(this.#client);
    return present((await this.#ask((s) => callUnary(get, {}, s), 'certs rotate-ca')).rotation);
  }

  async stepRotation(direction: 'forward' | 'back'): Promise<Rotation> {
    const step = this.#client.stepRotation.bind(this.#client);
    const answer = await this.#ask(
      (s) => callUnary(step, { direction }, s),
      'certs rotate-ca',
      stepDeadlineMs,
    );
    return present(answer.rotation);
  }

  /** `node` empty for the coordinator's own audit. */
  readAudit(node: string, newest: number): AsyncGenerator<ReadAuditResponse> {
    const read = this.#client.readAudit.bind(this.#client);
    const request = { node, after: 0n, before: 0n, newest, containing: '', refused: false };
    return callServerStream(read, request, this.#settings('audit', streamDeadlineMs));
  }

  async *backup(): AsyncGenerator<Buffer> {
    const create = this.#client.createBackup.bind(this.#client);
    for await (const { chunk } of callServerStream(create, {}, this.#settings('backup', streamDeadlineMs))) {
      yield chunk;
    }
  }

  close(): void {
    this.#client.close();
  }

  #settings(command: string, deadlineMs: number) {
    return { deadlineMs, what: `hapyctl ${command}` };
  }

  async #ask<A>(
    call: (settings: { deadlineMs: number; what: string }) => Promise<A>,
    command: string,
    deadlineMs = answerDeadlineMs,
  ): Promise<A> {
    try {
      return await call(this.#settings(command, deadlineMs));
    } catch (error) {
      const absent = error instanceof HapyError && error.code === 'HAPY-E511';
      throw absent ? new HapyError('HAPY-E257', { socket: this.#place }, error) : error;
    }
  }
}

/** Connects for as long as `use` takes. */
export async function withTrust<A>(session: Session, use: (trust: TrustClient) => Promise<A>): Promise<A> {
  const trust = await TrustClient.connect(session);
  try {
    return await use(trust);
  } finally {
    trust.close();
  }
}

function present(rotation: Rotation | undefined): Rotation {
  if (rotation === undefined) throw new HapyError('HAPY-E300', { field: 'rotation' });
  return rotation;
}

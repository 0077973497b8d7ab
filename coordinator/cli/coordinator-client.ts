import { HapyError } from '../../services/base/errors/hapy-error.ts';
import {
  type CallSettings,
  callServerStream,
  callUnary,
  connectWithClaim,
} from '../../services/rpc/client.ts';
import {
  CoordinatorServiceClient,
  type CreateTokenResponse,
  type GetPlanResponse,
  type GetStatusResponse,
  type PreflightResponse,
  type Run,
  type RunEvent,
  type TokenSummary,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { findCoordinator } from './find-coordinator.ts';
import type { Session } from './session.ts';

/** Reading is one round of asking every agent, which the coordinator bounds more tightly than this. */
const answerDeadlineMs = 30_000;

/** A watch is opened anew this often, so that a coordinator that hangs is noticed; nothing is lost by it. */
const watchDeadlineMs = 60_000;

/** The coordinator, as the commands need it. Every method throws what the coordinator answered as a HapyError. */
export class CoordinatorClient {
  readonly #client: CoordinatorServiceClient;
  readonly #socket: string;

  private constructor(client: CoordinatorServiceClient, socket: string) {
    this.#client = client;
    this.#socket = socket;
  }

  /** @throws HapyError HAPY-E255 no coordinator is configured here, HAPY-E256 its configuration is unreadable */
  static async connect(session: Session): Promise<CoordinatorClient> {
    const { socket, claimsDirectory } = await findCoordinator(session.directory);
    const target = connectWithClaim(socket, claimsDirectory);
    const client = new CoordinatorServiceClient(target.address, target.credentials, target.options);
    return new CoordinatorClient(client, socket);
  }

  status(): Promise<GetStatusResponse> {
    return this.#ask(
      (settings) => callUnary(this.#client.getStatus.bind(this.#client), {}, settings),
      'status',
    );
  }

  plan(): Promise<GetPlanResponse> {
    return this.#ask((settings) => callUnary(this.#client.getPlan.bind(this.#client), {}, settings), 'plan');
  }

  preflight(ignore: readonly string[]): Promise<PreflightResponse> {
    const look = this.#client.preflight.bind(this.#client);
    return this.#ask((settings) => callUnary(look, { ignore: [...ignore] }, settings), 'preflight');
  }

  /** Gives the id of the run. */
  async startRun(planHash: string, reason: string, ignoreChecks: readonly string[]): Promise<string> {
    const start = this.#client.startRun.bind(this.#client);
    const { runId } = await this.#ask(
      (settings) => callUnary(start, { planHash, reason, ignoreChecks: [...ignoreChecks] }, settings),
      'apply',
    );
    return runId;
  }

  /** The events of a run after a sequence number; ends when the run does, or throws after a minute. */
  async *watchRun(runId: string, afterSequence: bigint, signal: AbortSignal): AsyncGenerator<RunEvent> {
    const watch = this.#client.watchRun.bind(this.#client);
    const settings = { deadlineMs: watchDeadlineMs, what: 'runs follow', signal };
    for await (const { event } of callServerStream(watch, { runId, afterSequence }, settings)) {
      if (event !== undefined) yield event;
    }
  }

  /** Newest first. */
  async runs(limit: number): Promise<Run[]> {
    const list = this.#client.listRuns.bind(this.#client);
    const { runs } = await this.#ask((settings) => callUnary(list, { limit }, settings), 'runs');
    return runs;
  }

  createToken(node: string, ttlSeconds: number): Promise<CreateTokenResponse> {
    const create = this.#client.createToken.bind(this.#client);
    return this.#ask((settings) => callUnary(create, { node, ttlSeconds }, settings), 'token create');
  }

  async tokens(): Promise<TokenSummary[]> {
    const list = this.#client.listTokens.bind(this.#client);
    const { tokens } = await this.#ask((settings) => callUnary(list, {}, settings), 'token list');
    return tokens;
  }

  async revokeToken(tokenId: string): Promise<void> {
    const revoke = this.#client.revokeToken.bind(this.#client);
    await this.#ask((settings) => callUnary(revoke, { tokenId }, settings), 'token revoke');
  }

  close(): void {
    this.#client.close();
  }

  async #ask<A>(call: (settings: CallSettings) => Promise<A>, command: string): Promise<A> {
    try {
      return await call({ deadlineMs: answerDeadlineMs, what: `hapyctl ${command}` });
    } catch (error) {
      // Nobody at the socket has one meaning here, and a next step of its own.
      const absent = error instanceof HapyError && error.code === 'HAPY-E511';
      throw absent ? new HapyError('HAPY-E257', { socket: this.#socket }, error) : error;
    }
  }
}

/** Connects for as long as `use` takes. */
export async function withCoordinator<A>(
  session: Session,
  use: (coordinator: CoordinatorClient) => Promise<A>,
): Promise<A> {
  const coordinator = await CoordinatorClient.connect(session);
  try {
    return await use(coordinator);
  } finally {
    coordinator.close();
  }
}

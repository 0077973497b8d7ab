import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { type CallSettings, callServerStream, callUnary } from '../../services/rpc/client.ts';
import {
  CoordinatorServiceClient,
  type CreateTokenResponse,
  type GetPlanRequest,
  type GetPlanResponse,
  type GetRunResponse,
  type GetStatusResponse,
  type PreflightResponse,
  type Run,
  type RunEvent,
  type TokenSummary,
  type WatchEventsResponse,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { coordinatorTarget } from './coordinator-target.ts';
import type { Intent } from '../../services/domain/intent.ts';
import { intentToProto } from '../../services/rpc/mapping/intent.ts';
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

  /** @throws HapyError HAPY-E255 no coordinator is configured here, HAPY-E256 its configuration is unreadable,
   * HAPY-E129 the file of --identity is none */
  static async connect(session: Session): Promise<CoordinatorClient> {
    const { target, place } = await coordinatorTarget(session);
    const client = new CoordinatorServiceClient(target.address, target.credentials, target.options);
    return new CoordinatorClient(client, place);
  }

  status(): Promise<GetStatusResponse> {
    return this.#ask(
      (settings) => callUnary(this.#client.getStatus.bind(this.#client), {}, settings),
      'status',
    );
  }

  /** What leads to the spec. `discardDatabases` holds by node the digest of a database that may be replaced. */
  plan(discardDatabases: ReadonlyMap<string, string> = new Map(), intent?: Intent): Promise<GetPlanResponse> {
    const discards = Object.fromEntries(discardDatabases);
    return this.#plan({ discardDatabases: discards, intent: intent && intentToProto(intent) }, 'plan');
  }

  #plan(asked: Partial<GetPlanRequest>, command: string): Promise<GetPlanResponse> {
    const request = {
      discardDatabases: {},
      abortRun: '',
      resumeRun: '',
      intent: undefined,
      drill: false,
      drillStorage: false,
      ...asked,
    };
    const get = this.#client.getPlan.bind(this.#client);
    return this.#ask((settings) => callUnary(get, request, settings), command);
  }

  preflight(
    ignore: readonly string[],
    discards: ReadonlyMap<string, string> = new Map(),
    { intent, begun = false }: { readonly intent?: Intent | undefined; readonly begun?: boolean } = {},
  ): Promise<PreflightResponse> {
    const look = this.#client.preflight.bind(this.#client);
    const discardDatabases = Object.fromEntries(discards);
    const told = intent && intentToProto(intent);
    const request = { ignore: [...ignore], discardDatabases, intent: told, begun };
    return this.#ask((settings) => callUnary(look, request, settings), 'preflight');
  }

  /** Gives the id of the run. */
  async startRun(run: {
    readonly planHash: string;
    readonly reason: string;
    readonly ignoreChecks: readonly string[];
    readonly discardDatabases: ReadonlyMap<string, string>;
    readonly intent?: Intent | undefined;
    readonly drill?: boolean;
    readonly drillStorage?: boolean;
  }): Promise<string> {
    const start = this.#client.startRun.bind(this.#client);
    const { planHash, reason, drill = false, drillStorage = false } = run;
    const discardDatabases = Object.fromEntries(run.discardDatabases);
    const intent = run.intent && intentToProto(run.intent);
    const asked = { planHash, reason, ignoreChecks: [...run.ignoreChecks], discardDatabases };
    const request = { ...asked, intent, drill, drillStorage };
    const { runId } = await this.#ask((settings) => callUnary(start, request, settings), 'apply');
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

  /** Events after a number; ends when all were told, or with `follow` throws after a minute. */
  watchEvents(
    request: {
      readonly after: bigint;
      readonly stream: string;
      readonly newest: number;
      readonly follow: boolean;
    },
    signal: AbortSignal,
  ): AsyncGenerator<WatchEventsResponse> {
    const watch = this.#client.watchEvents.bind(this.#client);
    return callServerStream(watch, request, { deadlineMs: watchDeadlineMs, what: 'hapyctl events', signal });
  }

  /** Prometheus' text format. */
  async metrics(): Promise<string> {
    const get = this.#client.getMetrics.bind(this.#client);
    return (await this.#ask((settings) => callUnary(get, {}, settings), 'metrics')).text;
  }

  /** Newest first. */
  async runs(limit: number): Promise<Run[]> {
    const list = this.#client.listRuns.bind(this.#client);
    const { runs } = await this.#ask((settings) => callUnary(list, { limit, before: 0n }, settings), 'runs');
    return runs;
  }

  /** One run with its plans, by its id or number. */
  run(runId: string): Promise<GetRunResponse> {
    const get = this.#client.getRun.bind(this.#client);
    return this.#ask((settings) => callUnary(get, { runId }, settings), 'runs show');
  }

  /** What a drill would do now. */
  drillPlan(of: 'zone' | 'storage' = 'zone'): Promise<GetPlanResponse> {
    return this.#plan(of === 'zone' ? { drill: true } : { drillStorage: true }, 'drill');
  }

  /** What aborting this run would take back now. */
  undoOf(runId: string): Promise<GetPlanResponse> {
    return this.#plan({ abortRun: runId }, 'run abort');
  }

  /** What is left of a run, with the databases that its approved plans may replace. */
  restOf(runId: string): Promise<GetPlanResponse> {
    return this.#plan({ resumeRun: runId }, 'run resume');
  }

  async resumeRun(run: {
    readonly runId: string;
    readonly planHash: string;
    readonly reason: string;
    readonly ignoreChecks: readonly string[];
  }): Promise<void> {
    const resume = this.#client.resumeRun.bind(this.#client);
    const request = { ...run, ignoreChecks: [...run.ignoreChecks] };
    await this.#ask((settings) => callUnary(resume, request, settings), 'run resume');
  }

  async abortRun(runId: string, reason: string): Promise<void> {
    const abort = this.#client.abortRun.bind(this.#client);
    await this.#ask((settings) => callUnary(abort, { runId, reason }, settings), 'run abort');
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

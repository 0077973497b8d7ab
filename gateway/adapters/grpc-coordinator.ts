import type { CallOptions, ClientUnaryCall, Metadata, ServiceError } from '@grpc/grpc-js';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { callServerStream, callUnary, type CallSettings, type RpcTarget } from '../../services/rpc/client.ts';
import {
  CoordinatorServiceClient,
  type WatchEventsRequest,
  type WatchRunRequest,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import {
  type ReadAuditRequest,
  TrustServiceClient,
} from '../../services/rpc/gen/hapy/coordinator/v1/trust.ts';
import { personMetadata } from '../../services/rpc/on-behalf.ts';
import type { Asking, Coordinator } from '../ports.ts';

/** What the coordinator has at hand; and what it asks every agent for first. */
const atHandMs = 5_000;
const asksAgentsMs = 60_000;
/** A watch is opened anew by whoever still wants it, so that a coordinator that hangs is noticed. */
const watchMs = 60_000;
const readyWithinMs = 1_000;

type Unary<Q, S> = (
  request: Q,
  metadata: Metadata,
  options: Partial<CallOptions>,
  callback: (e: ServiceError | null, r: S) => void,
) => ClientUnaryCall;

interface Clients {
  readonly coordinator: CoordinatorServiceClient;
  readonly trust: TrustServiceClient;
}

/** The coordinator over one warm channel, which is opened by the first call and kept. */
export class GrpcCoordinator implements Coordinator {
  #clients: Clients;
  readonly #onReplaced: () => void;

  /** `onReplaced` is told when our certificate's authority is no longer believed: another one can be had. */
  constructor(target: RpcTarget, onReplaced: () => void) {
    this.#clients = clientsOf(target);
    this.#onReplaced = onReplaced;
  }

  /** New calls go to the new target; those under way end on the old one. */
  retarget(target: RpcTarget): void {
    const before = this.#clients;
    this.#clients = clientsOf(target);
    closeAll(before);
  }

  readonly getStatus = this.#ask('GetStatus', atHandMs, ({ coordinator: c }) => c.getStatus.bind(c));
  readonly getPlan = this.#ask('GetPlan', asksAgentsMs, ({ coordinator: c }) => c.getPlan.bind(c));
  readonly preflight = this.#ask('Preflight', asksAgentsMs, ({ coordinator: c }) => c.preflight.bind(c));
  readonly startRun = this.#ask('StartRun', asksAgentsMs, ({ coordinator: c }) => c.startRun.bind(c));
  readonly listRuns = this.#ask('ListRuns', atHandMs, ({ coordinator: c }) => c.listRuns.bind(c));
  readonly getRun = this.#ask('GetRun', atHandMs, ({ coordinator: c }) => c.getRun.bind(c));
  readonly resumeRun = this.#ask('ResumeRun', asksAgentsMs, ({ coordinator: c }) => c.resumeRun.bind(c));
  readonly abortRun = this.#ask('AbortRun', asksAgentsMs, ({ coordinator: c }) => c.abortRun.bind(c));
  readonly getLags = this.#ask('GetLags', atHandMs, ({ coordinator: c }) => c.getLags.bind(c));
  readonly getMetrics = this.#ask('GetMetrics', asksAgentsMs, ({ coordinator: c }) => c.getMetrics.bind(c));
  readonly createToken = this.#ask('CreateToken', atHandMs, ({ coordinator: c }) => c.createToken.bind(c));
  readonly listTokens = this.#ask('ListTokens', atHandMs, ({ coordinator: c }) => c.listTokens.bind(c));
  readonly revokeToken = this.#ask('RevokeToken', atHandMs, ({ coordinator: c }) => c.revokeToken.bind(c));
  readonly listCertificates = this.#ask('ListCertificates', atHandMs, ({ trust: t }) =>
    t.listCertificates.bind(t),
  );
  readonly renewCertificates = this.#ask('RenewCertificates', asksAgentsMs, ({ trust: t }) =>
    t.renewCertificates.bind(t),
  );
  readonly approveRenewals = this.#ask('ApproveRenewals', atHandMs, ({ trust: t }) =>
    t.approveRenewals.bind(t),
  );
  readonly createApiToken = this.#ask('CreateApiToken', atHandMs, ({ trust: t }) => t.createApiToken.bind(t));
  readonly listApiTokens = this.#ask('ListApiTokens', atHandMs, ({ trust: t }) => t.listApiTokens.bind(t));
  readonly revokeApiToken = this.#ask('RevokeApiToken', atHandMs, ({ trust: t }) => t.revokeApiToken.bind(t));
  readonly whoAmI = this.#ask('WhoAmI', atHandMs, ({ trust: t }) => t.whoAmI.bind(t));
  readonly revoke = this.#ask('Revoke', asksAgentsMs, ({ trust: t }) => t.revoke.bind(t));

  watchRun(request: WatchRunRequest, asking: Asking) {
    const { coordinator } = this.#clients;
    return callServerStream(
      coordinator.watchRun.bind(coordinator),
      request,
      settings('WatchRun', watchMs, asking),
    );
  }

  watchEvents(request: WatchEventsRequest, asking: Asking) {
    const { coordinator } = this.#clients;
    return callServerStream(
      coordinator.watchEvents.bind(coordinator),
      request,
      settings('WatchEvents', watchMs, asking),
    );
  }

  async readAudit(request: ReadAuditRequest, asking: Asking) {
    const { trust } = this.#clients;
    const parts = callServerStream(
      trust.readAudit.bind(trust),
      request,
      settings('ReadAudit', asksAgentsMs, asking),
    );
    const whole = { lines: [] as string[], damage: '', head: undefined as never };
    for await (const { lines, damage } of parts) {
      whole.lines.push(...lines);
      whole.damage ||= damage;
    }
    return whole;
  }

  /** Whether there is, or soon comes, a connection to a coordinator that has proved to be ours. */
  canBeAsked(): Promise<boolean> {
    const { coordinator } = this.#clients;
    return new Promise((resolve) => {
      coordinator.waitForReady(Date.now() + readyWithinMs, (error) => resolve(error === undefined));
    });
  }

  close(): void {
    closeAll(this.#clients);
  }

  #ask<Q, S>(what: string, deadlineMs: number, method: (clients: Clients) => Unary<Q, S>) {
    return (request: Q, asking: Asking): Promise<S> =>
      this.#noticing(callUnary(method(this.#clients), request, settings(what, deadlineMs, asking)));
  }

  async #noticing<A>(answer: Promise<A>): Promise<A> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof HapyError && error.code === 'HAPY-E117') this.#onReplaced();
      throw error;
    }
  }
}

function settings(what: string, deadlineMs: number, { person, signal }: Asking): CallSettings {
  return { what, deadlineMs, signal, metadata: personMetadata(person) };
}

function clientsOf({ address, credentials, options }: RpcTarget): Clients {
  return {
    coordinator: new CoordinatorServiceClient(address, credentials, options),
    trust: new TrustServiceClient(address, credentials, options),
  };
}

function closeAll({ coordinator, trust }: Clients): void {
  coordinator.close();
  trust.close();
}

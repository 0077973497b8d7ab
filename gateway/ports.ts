import type * as coordinator from '../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import type * as trust from '../services/rpc/gen/hapy/coordinator/v1/trust.ts';
import type { Person } from '../services/rpc/on-behalf.ts';

type Ask<Request, Answer> = (request: Request, asking: Asking) => Promise<Answer>;

/** What the gateway asks of the coordinator. Each call has its own deadline and throws HapyError. */
export interface Coordinator {
  readonly getStatus: Ask<coordinator.GetStatusRequest, coordinator.GetStatusResponse>;
  readonly getPlan: Ask<coordinator.GetPlanRequest, coordinator.GetPlanResponse>;
  readonly preflight: Ask<coordinator.PreflightRequest, coordinator.PreflightResponse>;
  readonly startRun: Ask<coordinator.StartRunRequest, coordinator.StartRunResponse>;
  readonly listRuns: Ask<coordinator.ListRunsRequest, coordinator.ListRunsResponse>;
  readonly getRun: Ask<coordinator.GetRunRequest, coordinator.GetRunResponse>;
  readonly resumeRun: Ask<coordinator.ResumeRunRequest, coordinator.ResumeRunResponse>;
  readonly abortRun: Ask<coordinator.AbortRunRequest, coordinator.AbortRunResponse>;
  /** The events of a run after a number, then each that comes; ends when the run has. */
  readonly watchRun: (
    request: coordinator.WatchRunRequest,
    asking: Asking,
  ) => AsyncIterable<coordinator.WatchRunResponse>;
  /** What happened after a number, and what happens; ends when the asking does. */
  readonly watchEvents: (
    request: coordinator.WatchEventsRequest,
    asking: Asking,
  ) => AsyncIterable<coordinator.WatchEventsResponse>;
  readonly getLags: Ask<coordinator.GetLagsRequest, coordinator.GetLagsResponse>;
  readonly getMetrics: Ask<coordinator.GetMetricsRequest, coordinator.GetMetricsResponse>;
  readonly createToken: Ask<coordinator.CreateTokenRequest, coordinator.CreateTokenResponse>;
  readonly listTokens: Ask<coordinator.ListTokensRequest, coordinator.ListTokensResponse>;
  readonly revokeToken: Ask<coordinator.RevokeTokenRequest, coordinator.RevokeTokenResponse>;
  readonly listCertificates: Ask<trust.ListCertificatesRequest, trust.ListCertificatesResponse>;
  readonly renewCertificates: Ask<trust.RenewCertificatesRequest, trust.RenewCertificatesResponse>;
  readonly approveRenewals: Ask<trust.ApproveRenewalsRequest, trust.ApproveRenewalsResponse>;
  readonly createApiToken: Ask<trust.CreateApiTokenRequest, trust.CreateApiTokenResponse>;
  readonly listApiTokens: Ask<trust.ListApiTokensRequest, trust.ListApiTokensResponse>;
  readonly revokeApiToken: Ask<trust.RevokeApiTokenRequest, trust.RevokeApiTokenResponse>;
  /** Who the person is whom we ask for. */
  readonly whoAmI: Ask<trust.WhoAmIRequest, trust.WhoAmIResponse>;
  readonly revoke: Ask<trust.RevokeRequest, trust.RevokeResponse>;
  /** All of it at once: what is asked for is bounded. */
  readonly readAudit: Ask<trust.ReadAuditRequest, trust.ReadAuditResponse>;
}

/** For whom something is asked, and until when it is wanted. */
export interface Asking {
  readonly person: Person;
  readonly signal: AbortSignal;
  /** Aborted when the session ends under which it is asked: nothing more may be told then. */
  readonly until?: AbortSignal;
}

/**
 * RPCs that leave no line in the audit when they succeed: they only read, or say every few seconds that a right
 * is still used. Everything else is written down, an RPC that is added later too; refusals are always.
 */
const quietRpcs: ReadonlySet<string> = new Set([
  ...['GetState', 'WatchState', 'Preflight', 'WatchOperation', 'ListOperations', 'RenewLease'].map(
    (name) => `/hapy.agent.v1.AgentService/${name}`,
  ),
  // The agent notes by itself when its list has changed: the same list is told again after every interruption.
  ...['GetTrust', 'SetTrust', 'ReadAudit'].map((name) => `/hapy.agent.v1.AgentTrustService/${name}`),
  '/hapy.enrollment.v1.EnrollmentService/Probe',
  ...[
    'GetStatus',
    'GetPlan',
    'Preflight',
    'WatchRun',
    'ListRuns',
    'GetRun',
    'ListTokens',
    'WatchEvents',
    'GetMetrics',
    'GetLags',
  ].map((name) => `/hapy.coordinator.v1.CoordinatorService/${name}`),
  ...['ListCertificates', 'ListApiTokens', 'WhoAmI', 'GetRotation', 'ReadAudit'].map(
    (name) => `/hapy.coordinator.v1.TrustService/${name}`,
  ),
]);

/** Whether a successful call of this RPC is written into the audit. */
export function isAudited(rpc: string): boolean {
  return !quietRpcs.has(rpc);
}

/** For the test that every one of them exists. */
export const quietRpcNames: readonly string[] = [...quietRpcs];

/** Fields of requests and answers that say what a call was about. Others may be secret or large, and stay out. */
const telling = [
  'node',
  'nodes',
  'holder',
  'name',
  'role',
  'scope',
  'ttlSeconds',
  'runId',
  'actionId',
  'person',
  'planHash',
  'tokenId',
  'reason',
  'ignoreChecks',
  'epoch',
  'serverId',
  'hostId',
  'endpoint',
  'seedId',
  'direction',
  'version',
  'command',
] as const;

const charactersMax = 200;

/** What a message says of the call that it belongs to. */
export function tellingDetails(message: unknown): Record<string, string> {
  if (typeof message !== 'object' || message === null) return {};
  const fields = message as Record<string, unknown>;
  const details: Record<string, string> = { ...tellingDetails(fields['mutation']) };
  const intent = fields['intent'];
  const texts = telling.map((field) => [field, textOf(fields[field])] as const);
  // The verb of a cluster's life that a run was started for, with its nodes.
  const verb = typeof intent === 'object' && intent !== null ? JSON.stringify(intent) : '';
  for (const [field, text] of [...texts, ['intent', verb] as const]) {
    if (text !== '') details[field] = text.length > charactersMax ? `${text.slice(0, charactersMax)}…` : text;
  }
  return details;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value === true) return 'true';
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string').join(' ') : '';
}

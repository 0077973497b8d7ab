import type { Static } from 'typebox';

import type {
  canSchema,
  clusterSchema,
  findingSchema,
  findingsSchema,
  nodeSchema,
} from '../../gateway/schemas/cluster.ts';
import type { problemSchema } from '../../gateway/schemas/common.ts';
import type { eventSchema } from '../../gateway/schemas/events.ts';
import type { lagsSchema } from '../../gateway/schemas/lags.ts';
import type { actionSchema, planSchema, wishSchema } from '../../gateway/schemas/plan.ts';
import type {
  drillsSchema,
  runDetailSchema,
  runEventSchema,
  runSchema,
  runsSchema,
} from '../../gateway/schemas/runs.ts';
import type {
  apiTokensSchema,
  certificatesSchema,
  createApiTokenSchema,
  createdTokenSchema,
  tokensSchema,
} from '../../gateway/schemas/trust.ts';
import type { NodeState } from '../../services/domain/observed.ts';

/* What the gateway answers, in the types of its own schemas. */

export type Cluster = Static<typeof clusterSchema>;
/** A node's state is the domain's own; the schema names only what most ask for. */
export type Node = Omit<Static<typeof nodeSchema>, 'state'> & { state?: NodeState };
export interface Nodes {
  readonly atMs: number;
  readonly nodes: readonly Node[];
}
export type Finding = Static<typeof findingSchema>;
export type Findings = Static<typeof findingsSchema>;
export type Problem = Static<typeof problemSchema>;
export type ClusterEvent = Static<typeof eventSchema>;
export type Action = Static<typeof actionSchema>;
export type Can = Static<typeof canSchema>['deeds'][number];
export type Cans = Static<typeof canSchema>;
export type Plan = Static<typeof planSchema>;
export type Wish = Static<typeof wishSchema>;
export type Run = Static<typeof runSchema>;
export type Runs = Static<typeof runsSchema>;
export type RunDetail = Static<typeof runDetailSchema>;
export type RunEvent = Static<typeof runEventSchema>;
export type Certificates = Static<typeof certificatesSchema>;
export type Tokens = Static<typeof tokensSchema>;
export type Lags = Static<typeof lagsSchema>;
export type Drills = Static<typeof drillsSchema>;
export type ApiTokens = Static<typeof apiTokensSchema>;
export type NewApiToken = Static<typeof createApiTokenSchema>;
export type CreatedToken = Static<typeof createdTokenSchema>;

/** Who looks at the page. */
export interface Session {
  readonly identity: string;
  readonly role: string;
  readonly expiresAt: number | string;
  /** What every request that changes something carries. */
  readonly csrf: string;
}

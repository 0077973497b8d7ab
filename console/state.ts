import type { Language } from '../services/base/messages/language.ts';
import type {
  ApiTokens,
  Can,
  Certificates,
  Cluster,
  ClusterEvent,
  CreatedToken,
  Drills,
  Findings,
  Nodes,
  Plan,
  Problem,
  Run,
  RunDetail,
  RunEvent,
  Session,
  Tokens,
  Wish,
} from './api/answers.ts';
import type { AuditEntry, AuditQuestion } from './views/audit-pages.ts';
import type { LagSample } from './views/lag-history.ts';
import type { Outage } from './views/link-standing.ts';
import type { Paged } from './views/paged-list.ts';
import type { Place } from './views/place.ts';

/** What a plan is asked for; `way` is the one to the cluster that is wanted. */
export type Verb =
  | ('way' | 'drill' | 'drill-storage' | 'add' | 'remove' | 'replace')
  | ('reconfigure' | 'repair' | 'adopt');

export type Theme = 'auto' | 'light' | 'dark';

/** The plan that is shown, and for which wish. */
export interface ShownPlan {
  readonly wish: Wish;
  readonly plan: Plan | undefined;
  readonly problem: Problem | undefined;
}

/** A run that is looked at. */
export interface ShownRun {
  readonly detail: RunDetail;
  readonly events: readonly RunEvent[];
}

/** What is asked in front of the page. */
export type Dialog =
  | { readonly kind: 'apply'; readonly wish: Wish; readonly plan: Plan }
  | { readonly kind: 'resume' | 'abort'; readonly runId: string; readonly plan: Plan | undefined }
  | { readonly kind: 'token'; readonly node: string; readonly made: CreatedToken }
  | { readonly kind: 'api-token'; readonly name: string; readonly made: CreatedToken }
  | { readonly kind: 'renew' };

export interface ShownAudit {
  readonly asked: AuditQuestion;
  readonly lines: Paged<AuditEntry>;
  /** What the hashes tell of a line that was changed; empty when none was. */
  readonly damage: string;
}

/** Everything that the page is a function of. */
export interface State {
  readonly nowMs: number;
  readonly language: Language;
  readonly theme: Theme;
  readonly place: Place;
  readonly session: Session | 'unknown' | 'none';
  /** Why nobody could sign in. */
  readonly refused: Problem | undefined;
  /** When the cluster's state that is shown was true, by this browser's clock. */
  readonly knownAtMs: number;
  readonly outage: Outage | undefined;
  readonly cluster: Cluster | undefined;
  readonly nodes: Nodes | undefined;
  readonly findings: Findings | undefined;
  /** What can be done now, and why the rest cannot. */
  readonly deeds: readonly Can[] | undefined;
  readonly verb: Verb;
  /** Newest first. */
  readonly events: readonly ClusterEvent[];
  readonly lags: readonly LagSample[];
  readonly plan: ShownPlan | undefined;
  readonly runs: Paged<Run> | undefined;
  /** Newest first. */
  readonly drills: Drills['drills'] | undefined;
  readonly run: ShownRun | undefined;
  readonly certificates: Certificates | undefined;
  readonly tokens: Tokens | undefined;
  readonly apiTokens: ApiTokens | undefined;
  readonly auditQuestion: AuditQuestion;
  readonly audit: ShownAudit | undefined;
  readonly dialog: Dialog | undefined;
  /** Something is being asked for that a button waits for. */
  readonly busy: boolean;
  /** What the last act met, shown until the next. */
  readonly problem: Problem | undefined;
  readonly notice: string;
  readonly search: string;
  /** Held upright in a hand: what is drawn is drawn for that. */
  readonly narrow: boolean;
}

export function firstState(nowMs: number, language: Language, theme: Theme, place: Place): State {
  return {
    ...{
      nowMs,
      language,
      theme,
      place,
      session: 'unknown',
      refused: undefined,
      knownAtMs: 0,
      outage: undefined,
    },
    ...{
      cluster: undefined,
      nodes: undefined,
      findings: undefined,
      deeds: undefined,
      verb: 'way',
      events: [],
      lags: [],
      plan: undefined,
    },
    ...{ runs: undefined, drills: undefined, run: undefined, certificates: undefined },
    ...{
      tokens: undefined,
      apiTokens: undefined,
      auditQuestion: { node: '', containing: '', refused: false },
      audit: undefined,
      dialog: undefined,
      busy: false,
      problem: undefined,
      notice: '',
    },
    ...{ search: '', narrow: false },
  };
}

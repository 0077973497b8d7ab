import type { NewApiToken, Wish } from './api/answers.ts';
import type { Dialog, Verb } from './state.ts';
import type { AuditQuestion } from './views/audit-pages.ts';

/** What a person can do on the page. The pages only name it; carry-out.ts does it. */
export interface Acts {
  readonly signIn: (token: string) => void;
  readonly signOut: () => void;
  readonly switchLanguage: () => void;
  readonly switchTheme: () => void;
  readonly search: (text: string) => void;
  readonly choose: (verb: Verb) => void;
  readonly readPlan: (wish: Wish) => void;
  readonly open: (dialog: Dialog) => void;
  readonly close: () => void;
  readonly startRun: (planHash: string, wish: Wish, reason: string) => void;
  readonly askResume: (runId: string) => void;
  readonly askAbort: (runId: string) => void;
  readonly resumeRun: (runId: string, planHash: string, reason: string) => void;
  readonly abortRun: (runId: string, reason: string) => void;
  readonly showOlderRuns: () => void;
  readonly askAudit: (question: AuditQuestion) => void;
  readonly showOlderLines: () => void;
  readonly createToken: (node: string) => void;
  readonly revokeToken: (tokenId: string) => void;
  readonly createApiToken: (wanted: NewApiToken) => void;
  readonly revokeApiToken: (tokenId: string) => void;
  readonly renewCertificates: () => void;
}

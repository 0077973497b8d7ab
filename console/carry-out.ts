import type { Acts } from './acts.ts';
import type { CreatedToken, NewApiToken, Plan, Problem, Runs, Session, Wish } from './api/answers.ts';
import type { Reply } from './api/client.ts';
import type { Asking } from './asking.ts';
import { rememberLanguage, rememberTheme } from './preferences.ts';
import type { Theme, Verb } from './state.ts';
import { type AuditPage, type AuditQuestion, pageOfAudit } from './views/audit-pages.ts';
import { withOlder } from './views/paged-list.ts';
import { addressOf } from './views/place.ts';
import { wordsIn } from './words.ts';

const themes: readonly Theme[] = ['auto', 'light', 'dark'];

interface Parts {
  /** The cluster's state is asked for anew. */
  readonly look: () => void;
  /** What the page at hand is made from is asked for anew. */
  readonly reload: () => void;
}

/** What each act does. */
export function makeActs(asking: Asking, parts: Parts): Acts {
  return {
    ...viewActs(asking),
    ...sessionActs(asking),
    ...planActs(asking),
    ...runActs(asking, parts),
    ...pastActs(asking, parts),
    ...trustActs(asking, parts),
  };
}

function viewActs({ store }: Asking) {
  return {
    switchLanguage: () => {
      const language = store.state.language === 'fr' ? 'en' : 'fr';
      rememberLanguage(language);
      store.set({ language });
    },
    switchTheme: () => {
      const theme = themes[(themes.indexOf(store.state.theme) + 1) % themes.length] ?? 'auto';
      rememberTheme(theme);
      store.set({ theme });
    },
    search: (search: string) => store.set({ search }),
    open: (dialog: NonNullable<Asking['store']['state']['dialog']>) => store.set({ dialog }),
    close: () => store.set({ dialog: undefined }),
  };
}

function sessionActs({ client, store }: Asking) {
  return {
    signIn: async (token: string): Promise<void> => {
      store.set({ busy: true });
      const opened = await client.post<Session>('/session', { token });
      store.set({ busy: false });
      if (opened.ok) store.set({ session: opened.value, refused: undefined, problem: undefined });
      else if (opened.problem !== undefined) store.set({ refused: opened.problem });
      else store.set({ outage: 'network' });
    },
    signOut: async (): Promise<void> => {
      await client.delete('/session');
      location.reload();
    },
  };
}

/** Verbs that need to be told nothing more. */
const wishes: Readonly<Partial<Record<Verb, Wish>>> = {
  way: {},
  drill: { drill: true },
  'drill-storage': { drillStorage: true },
  reconfigure: { intent: { verb: 'reconfigure', nodes: [] } },
  repair: { intent: { verb: 'repair' } },
  adopt: { intent: { verb: 'adopt' } },
};

function planActs(asking: Asking) {
  const { client, store } = asking;
  const readPlan = async (wish: Wish): Promise<void> => {
    const { verb } = store.state;
    store.set({ busy: true, problem: undefined });
    const reply = await client.post<Plan>('/plan', wish);
    store.set({ busy: false });
    // Somebody has gone on to another verb meanwhile.
    if (store.state.verb !== verb) return;
    const plan = reply.ok ? reply.value : undefined;
    store.set({ plan: { wish, plan, problem: reply.ok ? undefined : problemIn(asking, reply) } });
  };
  return {
    readPlan,
    choose: (verb: Verb): void => {
      store.set({ verb, plan: undefined, problem: undefined });
      const wish = wishes[verb];
      if (wish !== undefined) void readPlan(wish);
    },
  };
}

function runActs(asking: Asking, { look }: Parts) {
  const { client, store } = asking;
  const begin = async (path: string, body: object): Promise<void> => {
    store.set({ busy: true, problem: undefined });
    const reply = await client.post<{ readonly runId: string }>(path, body);
    store.set({ busy: false, dialog: undefined });
    if (!reply.ok) return store.set({ problem: problemIn(asking, reply) });
    store.set({ plan: undefined, verb: 'way' });
    look();
    location.hash = addressOf({ page: 'run', runId: reply.value.runId });
  };
  const ask = async (kind: 'resume' | 'abort', runId: string): Promise<void> => {
    store.set({ busy: true, problem: undefined });
    const reply = await client.get<Plan>(`/runs/${runId}/${kind === 'resume' ? 'rest' : 'undo'}`);
    store.set({ busy: false });
    if (reply.ok) store.set({ dialog: { kind, runId, plan: reply.value } });
    else store.set({ problem: problemIn(asking, reply) });
  };
  const why = (reason: string) => (reason === '' ? {} : { reason });
  return {
    startRun: (planHash: string, wish: Wish, reason: string) =>
      void begin('/runs', { planHash, ...wish, ...why(reason) }),
    askResume: (runId: string) => void ask('resume', runId),
    askAbort: (runId: string) => void ask('abort', runId),
    resumeRun: (runId: string, planHash: string, reason: string) =>
      void begin(`/runs/${runId}/resume`, { planHash, ...why(reason) }),
    abortRun: (runId: string, reason: string) => void begin(`/runs/${runId}/abort`, why(reason)),
  };
}

/** Turning back the pages of the past. What is shown may be another list by the time the page has come. */
function pastActs(asking: Asking, { reload }: Parts) {
  const { client, store } = asking;
  const turn = async <T>(older: string, take: (page: T) => void): Promise<void> => {
    store.set({ busy: true });
    const reply = await client.get<T>(older.replace(/^\/api\/v1/, ''));
    store.set({ busy: false });
    if (reply.ok) take(reply.value);
    else store.set({ problem: problemIn(asking, reply) });
  };
  return {
    showOlderRuns: (): void => {
      const older = store.state.runs?.older ?? '';
      void turn<Runs>(older, ({ runs, next = '' }) => {
        const known = store.state.runs;
        if (known?.older === older) store.set({ runs: withOlder(known, { entries: runs, older: next }) });
      });
    },
    askAudit: (auditQuestion: AuditQuestion): void => {
      const { node, containing, refused } = store.state.auditQuestion;
      const { node: other, containing: wanted, refused: failed } = auditQuestion;
      if (node === other && containing === wanted && refused === failed) return;
      store.set({ auditQuestion, problem: undefined });
      reload();
    },
    showOlderLines: (): void => {
      const older = store.state.audit?.lines.older ?? '';
      void turn<AuditPage>(older, (page) => {
        const known = store.state.audit;
        if (known?.lines.older !== older) return;
        store.set({ audit: { ...known, lines: withOlder(known.lines, pageOfAudit(page)) } });
      });
    },
  };
}

function trustActs(asking: Asking, { reload }: Parts) {
  const { client, store } = asking;
  const done = (reply: Reply<unknown>): void => {
    store.set({ busy: false, problem: reply.ok ? undefined : problemIn(asking, reply) });
    reload();
  };
  return {
    createToken: async (node: string): Promise<void> => {
      store.set({ busy: true });
      const reply = await client.post<CreatedToken>('/tokens', { node });
      if (reply.ok) store.set({ dialog: { kind: 'token', node, made: reply.value } });
      done(reply);
    },
    revokeToken: async (tokenId: string): Promise<void> => done(await client.delete(`/tokens/${tokenId}`)),
    createApiToken: async (wanted: NewApiToken): Promise<void> => {
      store.set({ busy: true });
      const reply = await client.post<CreatedToken>('/api-tokens', wanted);
      if (reply.ok) store.set({ dialog: { kind: 'api-token', name: wanted.name, made: reply.value } });
      done(reply);
    },
    revokeApiToken: async (tokenId: string): Promise<void> =>
      done(await client.delete(`/api-tokens/${tokenId}`)),
    renewCertificates: async (): Promise<void> => {
      store.set({ busy: true });
      const reply = await client.post<{ readonly outcomes: readonly object[] }>('/certificates/renew', {
        nodes: [],
      });
      const { say } = wordsIn(store.state.language);
      const notice = reply.ok ? say('certs.renewed', { count: reply.value.outcomes.length }) : '';
      store.set({ dialog: undefined, notice });
      done(reply);
    },
  };
}

/** What the gateway said; where it said nothing, that it cannot be reached. A lost session leads to the sign-in. */
function problemIn({ store }: Asking, reply: Exclude<Reply<unknown>, { ok: true }>): Problem | undefined {
  const { problem } = reply;
  if (problem === undefined) store.set({ outage: 'network' });
  if (problem?.status === 401) store.set({ session: 'none', refused: problem });
  return problem;
}

import type {
  ApiTokens,
  Certificates,
  Drills,
  Lags,
  RunDetail,
  RunEvent,
  Runs,
  Tokens,
} from './api/answers.ts';
import { Follower } from './api/follower.ts';
import type { Asking } from './asking.ts';
import { auditAddress, type AuditPage, pageOfAudit } from './views/audit-pages.ts';
import { withHistory } from './views/lag-history.ts';
import { withNewest } from './views/paged-list.ts';

const runsShown = 50;
const drillsShown = 20;

/** Asks for what the page at hand is made from, and follows the run that is looked at. */
export class PageLoader {
  readonly #asking: Asking;
  #follower: Follower | undefined;
  #followed = '';
  /** What is followed has said its last word, unless somebody resumes it. */
  #over = false;

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  /** May be called at any time; what is there stays until the new is. */
  async load(): Promise<void> {
    const { client, store } = this.#asking;
    const { place, language } = store.state;
    if (place.page !== 'run') this.#follow('', '');
    switch (place.page) {
      case 'run':
        return this.#follow(place.runId, language);
      case 'runs':
        return this.#loadRuns();
      case 'trust': {
        const [certificates, tokens, apiTokens] = await Promise.all([
          client.get<Certificates>('/certificates'),
          client.get<Tokens>('/tokens'),
          client.get<ApiTokens>('/api-tokens'),
        ]);
        if (certificates.ok) store.set({ certificates: certificates.value });
        if (tokens.ok) store.set({ tokens: tokens.value });
        if (apiTokens.ok) store.set({ apiTokens: apiTokens.value });
        return;
      }
      case 'audit':
        return this.#loadAudit();
      case 'cluster':
      case 'plan':
      case 'unknown':
        return;
    }
  }

  async #loadRuns(): Promise<void> {
    const { client, store, now } = this.#asking;
    const [runs, drills, lags] = await Promise.all([
      client.get<Runs>(`/runs?limit=${runsShown}`),
      client.get<Drills>(`/drills?limit=${drillsShown}`),
      client.get<Lags>('/lags?brief=true'),
    ]);
    if (runs.ok) {
      const newest = { entries: runs.value.runs, older: runs.value.next ?? '' };
      store.set({ runs: withNewest(store.state.runs, newest, ({ runId }) => runId) });
    }
    if (drills.ok) store.set({ drills: drills.value.drills });
    if (lags.ok) store.set({ lags: withHistory(store.state.lags, lags.value, now()) });
  }

  async #loadAudit(): Promise<void> {
    const { client, store } = this.#asking;
    const asked = store.state.auditQuestion;
    const reply = await client.get<AuditPage>(auditAddress(asked));
    const { auditQuestion, audit } = store.state;
    // Somebody looks for something else meanwhile.
    if (auditQuestion !== asked) return;
    const same = audit?.asked === asked;
    if (reply.ok) {
      const known = same ? audit.lines : undefined;
      const lines = withNewest(known, pageOfAudit(reply.value), ({ number }) => number);
      store.set({ audit: { asked, lines, damage: reply.value.damage } });
    } else if (!same) store.set({ audit: undefined, problem: reply.problem });
  }

  #follow(runId: string, language: string): void {
    const wanted = runId === '' ? '' : `${runId} ${language}`;
    const resumed = this.#over && this.#asking.store.state.cluster?.activeRun === runId;
    if (wanted === this.#followed && !resumed) return;
    this.#followed = wanted;
    this.#over = false;
    this.#follower?.stop();
    this.#follower = undefined;
    const { client, store } = this.#asking;
    if (store.state.run?.detail.run.runId !== runId) store.set({ run: undefined });
    if (runId === '') return;
    // What was heard stays heard: a run that is resumed goes on after its last event, and so does whoever only seemed to be.
    let heard: readonly RunEvent[] = resumed ? (store.state.run?.events ?? []) : [];
    let ended = heard.at(-1)?.kind === 'run-finished';
    this.#over = ended;
    if (!resumed) void this.#readDetail(runId, () => heard);
    this.#follower = new Follower(client, `/runs/${runId}/events?after=${heard.at(-1)?.sequence ?? 0}`, {
      heard: ({ data }) => {
        const event = JSON.parse(data) as RunEvent;
        if (heard.some(({ sequence }) => sequence === event.sequence)) return;
        heard = [...heard, event];
        ended = event.kind === 'run-finished';
        this.#over = ended;
        if (event.kind === 'run-planned' || event.kind === 'run-aborting')
          void this.#readDetail(runId, () => heard);
        const { run } = store.state;
        if (run !== undefined && this.#followed === wanted) store.set({ run: { ...run, events: heard } });
      },
      ended: () => ended,
    });
  }

  async #readDetail(runId: string, events: () => readonly RunEvent[]): Promise<void> {
    const { client, store } = this.#asking;
    const reply = await client.get<RunDetail>(`/runs/${runId}`);
    const { place } = store.state;
    if (place.page !== 'run' || place.runId !== runId) return;
    if (reply.ok) store.set({ run: { detail: reply.value, events: events() } });
    else store.set({ problem: reply.problem });
  }
}

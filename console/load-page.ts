import type { Certificates, Run, RunDetail, RunEvent, Runs, Tokens } from './api/answers.ts';
import type { Client } from './api/client.ts';
import { Follower } from './api/follower.ts';
import type { Asking } from './asking.ts';
import type { AuditEntry, TimedDrill } from './state.ts';
import { drillTimes } from '../services/wording/drill-times.ts';

const runsShown = 50;
/** How many drills the chart shows; each is asked for by itself. */
const drillsShown = 12;
const auditLines = 200;

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
        const [certificates, tokens] = await Promise.all([
          client.get<Certificates>('/certificates'),
          client.get<Tokens>('/tokens'),
        ]);
        if (certificates.ok) store.set({ certificates: certificates.value });
        if (tokens.ok) store.set({ tokens: tokens.value });
        return;
      }
      case 'audit': {
        const path = `/audit?newest=${auditLines}`;
        const audit = await client.get<{ lines: AuditEntry[]; damage: string }>(path);
        if (audit.ok) store.set({ audit: { ...audit.value, lines: audit.value.lines.toReversed() } });
        return;
      }
      case 'cluster':
      case 'plan':
      case 'unknown':
        return;
    }
  }

  async #loadRuns(): Promise<void> {
    const { client, store } = this.#asking;
    const reply = await client.get<Runs>(`/runs?limit=${runsShown}`);
    if (!reply.ok) return;
    store.set({ runs: reply.value.runs });
    const known = new Map(store.state.drills.map((drill) => [drill.runId, drill]));
    const ended = reply.value.runs.filter(({ status }) => status === 'succeeded').slice(0, drillsShown);
    const drills: TimedDrill[] = [];
    for (const run of ended) {
      const drill = known.get(run.runId) ?? (await drillOf(client, run));
      if (drill !== undefined) drills.unshift(drill);
    }
    store.set({ drills });
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
    let ended = false;
    let heard: RunEvent[] = [];
    void this.#readDetail(runId, () => heard);
    this.#follower = new Follower(client, `/runs/${runId}/events`, {
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

/** What a drill took; undefined for a run that was none. */
async function drillOf(client: Client, { runId, finishedAtMs }: Run): Promise<TimedDrill | undefined> {
  const reply = await client.get<{ readonly events: readonly RunEvent[] }>(`/runs/${runId}/events`);
  const times = reply.ok ? drillTimes(reply.value.events) : {};
  return times.led === undefined ? undefined : { runId, atMs: finishedAtMs, times };
}

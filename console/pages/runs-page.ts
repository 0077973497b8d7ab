import { html, nothing, type TemplateResult } from 'lit-html';

import type { Run } from '../api/answers.ts';
import { addressOf } from '../views/place.ts';
import { runProgress, type Step } from '../views/run-progress.ts';
import { toneOfStatus } from '../views/tone-of-status.ts';
import { dataTable } from './data-table.ts';
import { deedButton } from './deed-button.ts';
import { causeAndNext } from './finding-list.ts';
import { olderButton } from './older-button.ts';
import type { PageContext } from './page-context.ts';

/** Every run that there was. */
export function runsPage(context: PageContext, charts: TemplateResult | typeof nothing): TemplateResult {
  const { state, words, acts } = context;
  const { runs } = state;
  return html`<h1>${words.say('page.runs-title')}</h1>
    ${charts}
    <section class="panel" aria-labelledby="runs-title">
      <h2 id="runs-title">${words.say('run.history')}</h2>
      ${
        runs === undefined
          ? html`<p class="quiet">${words.say('page.loading')}</p>`
          : runs.entries.length === 0
            ? html`<p class="quiet">${words.say('run.none')}</p>`
            : html`${runTable(context, runs.entries)} ${olderButton(context, runs, acts.showOlderRuns)}`
      }
    </section>`;
}

function runTable({ words, state: { nowMs } }: PageContext, runs: readonly Run[]): TemplateResult {
  const columns = [
    ...(['run', 'status', 'started', 'took', 'done'] as const).map((column) => ({
      label: words.say(`run.column-${column}`),
    })),
    { label: words.say('run.column-by'), look: 'wide' as const },
  ];
  const rows = runs.map(
    ({ runId, status, startedAtMs, finishedAtMs, actionsDone, actionsTotal, startedBy }) => ({
      name: runId,
      head: html`<a href=${addressOf({ page: 'run', runId })}>${runId}</a>`,
      cells: [
        html`<span class="badge ${toneOfStatus(status)}">${words.say('run.status', { status })}</span>`,
        words.time(startedAtMs, nowMs),
        words.duration((finishedAtMs || nowMs) - startedAtMs),
        words.say('fact.of', { count: actionsDone, total: actionsTotal }),
        startedBy,
      ],
    }),
  );
  return dataTable('runs-title', columns, rows);
}

/** One run, live: each action with what it does and what it took. */
export function runPage(context: PageContext): TemplateResult {
  const { state, words } = context;
  if (state.run === undefined) return html`<p class="quiet">${words.say('page.loading')}</p>`;
  const { detail, events } = state.run;
  const { run, plans } = detail;
  const steps = runProgress(plans.at(-1)?.actions ?? [], events);
  const done = steps.filter((step) => step.state === 'done').length;
  // A run that is resumed goes on after its end.
  const last = events.at(-1);
  const ended = last?.kind === 'run-finished' ? last : undefined;
  const status = ended?.status ?? run.status;
  const took = (ended?.atMs ?? (run.finishedAtMs || state.nowMs)) - run.startedAtMs;
  return html`<section class="verdict ${toneOfStatus(status)}" data-status=${status}>
      <h1>${words.say('run.title', { run: run.runId })}</h1>
      <p class="lead" role="status">
        <b>${words.say('run.status', { status })}</b> ·
        ${words.say('run.done', { done, total: steps.length })} · ${words.duration(took)} ·
        ${words.say('run.by', { name: run.startedBy })}
      </p>
      <progress max=${Math.max(1, steps.length)} .value=${done} aria-label=${words.say('run.now')}></progress>
      ${runDeeds(context, run, status)}
    </section>
    <section class="panel">
      <ol class="plain steps">
        ${steps.map((step, at) => stepRow(context, step, at + 1))}
      </ol>
    </section>`;
}

function runDeeds(context: PageContext, { runId }: Run, status: string): TemplateResult | typeof nothing {
  const { words, acts } = context;
  if (status === 'succeeded' || status === 'aborted') return nothing;
  const resume = deedButton(context, {
    ...{ deed: 'resume', label: words.say('run.resume'), onClick: () => acts.askResume(runId) },
  });
  const abort = deedButton(context, {
    ...{ deed: 'abort', label: words.say('run.abort'), look: 'grave' },
    onClick: () => acts.askAbort(runId),
  });
  return html`<div class="deeds">${status === 'running' ? nothing : resume}${abort}</div>`;
}

const signs = { 'to-come': '·', waiting: '…', going: '▸', done: '✓', failed: '✕' } as const;
const tones = { 'to-come': '', waiting: '', going: 'calm', done: 'good', failed: 'error' } as const;
const stateWords = {
  'to-come': 'other',
  waiting: 'other',
  going: 'going',
  done: 'done',
  failed: 'failed',
} as const;

function stepRow({ words }: PageContext, step: Step, number: number): TemplateResult {
  const { action, state, elapsedMs, text, error } = step;
  return html`<li class="action ${state} ${tones[state]}" data-step=${state}>
    <span class="action-number">
      <span aria-hidden="true" class="sign">${signs[state]}</span>
      <span class="hidden">${number} ${words.say('run.state', { state: stateWords[state] })}</span>
    </span>
    <span class="action-node">${action.node === '' ? words.say('plan.zone') : action.node}</span>
    <div>
      <p>${words.text(action.title)}</p>
      ${text === '' ? nothing : html`<p class="why">${words.text(text)}</p>`}
      ${
        error === undefined
          ? nothing
          : html`<p class="step-error"><strong>${words.text(error.title)}</strong> <code class="code">${error.code}</code></p>
            ${causeAndNext(words, error)}`
      }
    </div>
    <span class="action-when">${elapsedMs === 0 ? '' : words.duration(elapsedMs)}</span>
  </li>`;
}

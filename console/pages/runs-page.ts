import { html, nothing, type TemplateResult } from 'lit-html';

import type { Run } from '../api/answers.ts';
import { addressOf } from '../views/place.ts';
import { runProgress, type Step } from '../views/run-progress.ts';
import type { Tone } from '../views/node-standing.ts';
import { causeAndNext } from './finding-list.ts';
import { deedButton } from './deed-button.ts';
import type { PageContext } from './page-context.ts';

const toneOf: Readonly<Record<string, Tone>> = {
  running: 'calm',
  succeeded: 'good',
  partial: 'warning',
  aborted: 'warning',
  failed: 'error',
};

/** Every run that there was. */
export function runsPage(
  { state, words, acts }: PageContext,
  charts: TemplateResult | typeof nothing,
): TemplateResult {
  const { runs, nowMs } = state;
  const columns = ['run', 'status', 'started', 'took', 'done', 'by'] as const;
  return html`<h1>${words.say('run.history')}</h1>
    ${charts}
    <section class="panel" aria-label=${words.say('run.history')}>
      ${runs === undefined ? html`<p class="quiet">${words.say('page.loading')}</p>` : nothing}
      ${runs?.length === 0 ? html`<p class="quiet">${words.say('run.none')}</p>` : nothing}
      <div class="scroll" role="region" aria-label=${words.say('run.history')} tabindex="0">
        <table>
          <thead>
            <tr>
              ${columns.map((column) => html`<th scope="col">${words.say(`run.column-${column}`)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${(runs ?? []).map(
              (run) =>
                html`<tr>
                  <th scope="row"><a href=${addressOf({ page: 'run', runId: run.runId })}>${run.runId}</a></th>
                  <td><span class="badge ${toneOf[run.status]}">${words.say('run.status', { status: run.status })}</span></td>
                  <td>${words.time(run.startedAtMs, nowMs)}</td>
                  <td>${words.duration((run.finishedAtMs || nowMs) - run.startedAtMs)}</td>
                  <td>${words.say('fact.of', { count: run.actionsDone, total: run.actionsTotal })}</td>
                  <td>${run.startedBy}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${
        state.olderRuns === ''
          ? nothing
          : html`<div class="deeds">
            <button class="button second" data-act="older" ?disabled=${state.busy} @click=${acts.showOlderRuns}>
              ${words.say('run.older')}
            </button>
          </div>`
      }
    </section>`;
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
  return html`<section class="verdict ${toneOf[status]}" data-status=${status}>
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

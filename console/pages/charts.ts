import { html, nothing, svg, type TemplateResult } from 'lit-html';

import type { Drills } from '../api/answers.ts';
import { lagStretches, type LagSample } from '../views/lag-history.ts';
import { addressOf } from '../views/place.ts';
import { toneOfStatus } from '../views/tone-of-status.ts';
import { dataTable } from './data-table.ts';
import type { PageContext } from './page-context.ts';

const height = 220;
const left = 44;
const bottom = 30;

/** Its letters keep their size: on a phone the drawing is narrower instead. */
const widthOf = ({ state }: PageContext) => (state.narrow ? 330 : 640);

/** What drills took and how far followers were behind. Loaded only by whoever looks. */
export function charts(context: PageContext): TemplateResult {
  const { state, words } = context;
  return html`<div class="split even">
    <section class="panel" aria-labelledby="drills-title">
      <h2 id="drills-title">${words.say('drill.title')}</h2>
      ${drillPart(context)}
    </section>
    <section class="panel" aria-labelledby="lag-title">
      <h2 id="lag-title">${words.say('lag.title')}</h2>
      ${
        state.lags.length === 0
          ? html`<p class="quiet">${words.say('lag.none')}</p>`
          : lagChart(context, state.lags)
      }
    </section>
  </div>
  ${drillTable(context, 'zone')} ${drillTable(context, 'storage')}`;
}

/** By what was put to the test: what of a drill is told, and under which words. */
const tables = {
  zone: {
    id: 'drill-list-title',
    list: 'drill.list',
    node: 'drill.node',
    times: [
      ['led', 'drill.led'],
      ['vip', 'drill.vip'],
      ['login', 'drill.login'],
      ['written', 'drill.written'],
      ['whole', 'drill.whole'],
    ],
  },
  storage: {
    id: 'storage-drill-list-title',
    list: 'drill-storage.list',
    node: 'drill-storage.node',
    times: [
      ['written', 'drill-storage.written'],
      ['read', 'drill-storage.read'],
      ['back', 'drill-storage.back'],
      ['healed', 'drill-storage.healed'],
      ['whole', 'drill-storage.whole'],
    ],
  },
} as const;

/** The same to be read: each drill with what it took, those that did not succeed as well. */
function drillTable(
  { state, words }: PageContext,
  part: keyof typeof tables,
): TemplateResult | typeof nothing {
  const { nowMs } = state;
  const drills = (state.drills ?? []).filter((drill) => drill.of === part);
  if (drills.length === 0) return nothing;
  const { id, list, node: nodeWord, times: told } = tables[part];
  const columns = [
    { label: words.say('drill.when') },
    { label: words.say('run.column-status') },
    { label: words.say(nodeWord) },
    ...told.map(([, word]) => ({ label: words.say(word), look: 'number' as const })),
  ];
  const rows = drills.map(({ runId, finishedAtMs, status, node, times }) => ({
    name: runId,
    head: html`<a href=${addressOf({ page: 'run', runId })}>${words.time(finishedAtMs, nowMs)}</a>`,
    cells: [
      html`<span class="badge ${toneOfStatus(status)}">${words.say('run.status', { status })}</span>`,
      node,
      ...told.map(([time]) => (times[time] === undefined ? '–' : words.duration(times[time]))),
    ],
  }));
  return html`<section class="panel" aria-labelledby=${id}>
    <h2 id=${id}>${words.say(list)}</h2>
    ${dataTable(id, columns, rows)}
  </section>`;
}

function drillPart(context: PageContext): TemplateResult {
  const { words, state } = context;
  if (state.drills === undefined) return html`<p class="quiet">${words.say('page.loading')}</p>`;
  const timed = state.drills.filter(({ times }) => times.led !== undefined).toReversed();
  if (timed.length === 0) return html`<p class="quiet">${words.say('drill.none')}</p>`;
  return drillChart(context, timed);
}

const parts = ['led', 'vip', 'written', 'whole'] as const;

function drillChart(context: PageContext, drills: Drills['drills']): TemplateResult {
  const { words, state } = context;
  const width = widthOf(context);
  const most = Math.max(1, ...drills.map(({ times }) => times.whole ?? times.written ?? times.led ?? 0));
  const step = (width - left) / drills.length;
  const y = (ms: number) => (height - bottom) * (1 - ms / most) + 8;
  const dayOf = (drill = drills[0]) => (drill === undefined ? '' : words.day(drill.finishedAtMs));
  const told = drills.map(
    ({ finishedAtMs, times }) =>
      `${words.time(finishedAtMs, state.nowMs)}: ${words.say('drill.led')} ${words.duration(times.led ?? 0)}, ${words.say('drill.whole')} ${words.duration(times.whole ?? 0)}`,
  );
  return html`<figure class="chart">
    <svg viewBox="0 0 ${width} ${height + 12}" role="img" aria-label=${told.join('; ')}>
      ${axis(width, [words.duration(most), y(most)], [words.duration(most / 2), y(most / 2)])}
      ${momentsUnder(width, dayOf(drills[0]), drills.length > 1 ? dayOf(drills.at(-1)) : '')}
      ${drills.map((drill, at) => {
        const x = left + at * step + step / 2;
        const marks = parts.flatMap((part) => {
          const ms = drill.times[part];
          return ms === undefined ? [] : [svg`<circle class=${part} cx=${x} cy=${y(ms)} r="5"></circle>`];
        });
        const top = y(drill.times.whole ?? drill.times.led ?? 0);
        return svg`<line class="stem" x1=${x} x2=${x} y1=${y(0)} y2=${top}></line>${marks}`;
      })}
    </svg>
    <figcaption>${parts.map((part) => html`<span class="mark ${part}">${words.say(`drill.${part}`)}</span>`)}</figcaption>
  </figure>`;
}

/** When the first and the last of them were. */
function momentsUnder(width: number, first: string, last: string) {
  return svg`<text class="first" x=${left} y=${height + 4}>${first}</text>
    <text x=${width} y=${height + 4}>${last}</text>`;
}

function lagChart(context: PageContext, lags: readonly LagSample[]): TemplateResult {
  const { words, state } = context;
  const width = widthOf(context);
  const [first, last] = [lags[0]?.atMs ?? 0, lags.at(-1)?.atMs ?? 0];
  const span = Math.max(1, last - first);
  const most = Math.max(1, ...lags.map((sample) => sample.most));
  const y = (records: number) => (height - bottom) * (1 - records / most) + 8;
  const pointOf = (sample: LagSample) => {
    const x = left + ((width - left) * (sample.atMs - first)) / span;
    return `${x.toFixed(1)},${y(sample.most).toFixed(1)}`;
  };
  const about = words.say('lag.since', { duration: words.duration(span) });
  return html`<figure class="chart">
    <svg viewBox="0 0 ${width} ${height + 12}" role="img" aria-label=${about}>
      ${axis(width, [String(most), y(most)], ['0', y(0)])}
      ${momentsUnder(width, words.time(first, state.nowMs), words.time(last, state.nowMs))}
      ${lagStretches(lags).map((stretch) => svg`<polyline points=${stretch.map(pointOf).join(' ')}></polyline>`)}
    </svg>
    <figcaption>${about}</figcaption>
  </figure>`;
}

type Tick = readonly [text: string, y: number];

function axis(width: number, [high, highY]: Tick, [low, lowY]: Tick) {
  return svg`<line class="grid" x1=${left} x2=${width} y1=${highY} y2=${highY}></line>
    <line class="grid" x1=${left} x2=${width} y1=${lowY} y2=${lowY}></line>
    <text x=${left - 6} y=${highY + 4}>${high}</text><text x=${left - 6} y=${lowY + 4}>${low}</text>`;
}

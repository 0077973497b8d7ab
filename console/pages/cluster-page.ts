import { html, nothing, type TemplateResult } from 'lit-html';

import type { Cluster, ClusterEvent } from '../api/answers.ts';
import { type NodeStanding, nodeStandings } from '../views/node-standing.ts';
import { addressOf } from '../views/place.ts';
import { verdictOf } from '../views/verdict.ts';
import type { Words } from '../words.ts';
import { brickTable } from './brick-table.ts';
import { findingsSection } from './finding-list.ts';
import { nodeTable } from './node-table.ts';
import type { PageContext } from './page-context.ts';
import { pictureOf } from './picture.ts';

const eventsShown = 15;

/** The page for the wall: the verdict, the picture, what is wrong, every node, and what happens. */
export function clusterPage(context: PageContext): TemplateResult {
  const { state, words } = context;
  const { cluster, nodes, findings } = state;
  if (cluster === undefined || nodes === undefined || findings === undefined) {
    return html`<p class="quiet">${words.say('page.loading')}</p>`;
  }
  const standings = nodeStandings(nodes.nodes, cluster);
  const verdict = verdictOf(cluster, nodes.nodes, findings.findings);
  return html`
    <section class="verdict ${verdict.tone}">
      <h1>${words.say(verdict.key, { count: verdict.count })}</h1>
      ${wayOn(words, cluster, verdict.key)} ${facts(context, cluster, standings)}
    </section>
    <div class="split">
      <div class="column">
        <section class="panel" aria-labelledby="picture-title">
          <h2 id="picture-title">${words.say('picture.title')}</h2>
          ${pictureOf(context, standings)}
        </section>
        ${nodeTable(context, standings)} ${brickTable(context)}
      </div>
      <div class="column">
        ${findingsSection(words, findings)} ${eventList(context, state.events.slice(0, eventsShown))}
      </div>
    </div>
    ${
      cluster.clockFactor === 1
        ? nothing
        : html`<p class="quiet small">${words.say('fact.sandbox', { factor: cluster.clockFactor })}</p>`
    }
  `;
}

function wayOn(words: Words, { activeRun }: Cluster, key: string): TemplateResult | typeof nothing {
  if (activeRun !== '') {
    const address = addressOf({ page: 'run', runId: activeRun });
    return html`<p><a class="button" href=${address}>${words.say('verdict.see-run')}</a></p>`;
  }
  if (key !== 'verdict.unformed') return nothing;
  return html`<p><a class="button" href=${addressOf({ page: 'plan' })}>${words.say('verdict.see-plan')}</a></p>`;
}

function facts(
  { words, state }: PageContext,
  cluster: Cluster,
  standings: readonly NodeStanding[],
): TemplateResult {
  const lags = standings.flatMap(({ lag }) => (lag === undefined ? [] : [lag]));
  const { holders, address } = cluster.vip;
  const proved =
    cluster.provedAtMs === 0
      ? words.say('fact.never')
      : words.say('fact.ago', { duration: words.duration(state.nowMs - cluster.provedAtMs) });
  const carried = words.say('fact.vip-holders', { count: holders.length, holders: holders.join(', ') });
  const shown = [
    ['fact.leader', cluster.leader === '' ? words.say('fact.none') : cluster.leader, ''],
    ['fact.vip', address, carried],
    ['fact.nodes', words.say('fact.of', { count: cluster.reachable, total: cluster.nodes }), ''],
    ['fact.lag', lags.length === 0 ? '–' : words.say('fact.records', { count: Math.max(...lags) }), ''],
    ['fact.proved', proved, ''],
    ...storageFact(words, cluster),
  ] as const;
  return html`<dl class="facts">
    ${shown.map(
      ([key, value, more]) =>
        html`<div data-fact=${key}>
          <dt>${words.say(key)}</dt>
          <dd>${value}${more === '' ? nothing : html` <small>${more}</small>`}</dd>
        </div>`,
    )}
  </dl>`;
}

/** The replicated storage, where there is one. */
function storageFact(words: Words, { storage }: Cluster): (readonly ['fact.storage', string, string])[] {
  if (storage === undefined) return [];
  const { bricks, bricksServed, pending, splitBrain } = storage;
  const state = words.say('fact.of', { count: bricksServed, total: bricks });
  return [['fact.storage', state, words.say('storage.copies', { pending, splitBrain })]];
}

function eventList({ words, state }: PageContext, events: readonly ClusterEvent[]): TemplateResult {
  return html`<section class="panel" aria-labelledby="events-title">
    <h2 id="events-title">${words.say('events.title')}</h2>
    ${events.length === 0 ? html`<p class="quiet">${words.say('events.none')}</p>` : nothing}
    <ol class="events">
      ${events.map(
        ({ atMs, severity, node, text, runId }) =>
          html`<li class=${severity}>
            <time datetime=${new Date(atMs).toISOString()}>${words.time(atMs, state.nowMs)}</time>
            <span class="dot ${severity}" role="img" aria-label=${words.say(`severity.${severity}`)}></span>
            <span>
              ${node === '' ? nothing : html`<b>${node}</b> `}
              ${
                runId === ''
                  ? words.text(text)
                  : html`<a href=${addressOf({ page: 'run', runId })}>${words.text(text)}</a>`
              }
            </span>
          </li>`,
      )}
    </ol>
  </section>`;
}

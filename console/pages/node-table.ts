import { html, nothing, type TemplateResult } from 'lit-html';

import type { NodeStanding } from '../views/node-standing.ts';
import { type Column, dataTable, type Row } from './data-table.ts';
import { freeSpace } from './free-space.ts';
import type { PageContext } from './page-context.ts';

/** More rows than this are looked through by typing. */
const searchFrom = 12;

const columns = ['name', 'state', 'lag', 'term', 'index', 'disk', 'heard'] as const;
const figures: readonly string[] = ['lag', 'term', 'index'];

/** Every node with its figures: what the picture shows, to be read. */
export function nodeTable(context: PageContext, standings: readonly NodeStanding[]): TemplateResult {
  const { words, state, acts } = context;
  const wanted = state.search.trim().toLowerCase();
  const rows = standings.filter(({ name, address }) => `${name} ${address}`.toLowerCase().includes(wanted));
  return html`<section class="panel" aria-labelledby="nodes-title">
    <h2 id="nodes-title">${words.say('nodes.title')}</h2>
    ${
      standings.length < searchFrom
        ? nothing
        : html`<input
          type="search"
          class="search"
          aria-label=${words.say('nodes.find')}
          placeholder=${words.say('nodes.find')}
          .value=${state.search}
          @input=${(event: InputEvent) => acts.search((event.target as HTMLInputElement).value)}
        />`
    }
    ${dataTable(
      'nodes-title',
      titlesIn(words),
      rows.map((row) => rowOf(context, row)),
    )}
  </section>`;
}

function titlesIn(words: PageContext['words']): Column[] {
  return columns.map((column) => {
    const label = words.say(`nodes.${column}`);
    return figures.includes(column) ? { label, look: 'number' } : { label };
  });
}

function rowOf({ words, state }: PageContext, node: NodeStanding): Row {
  const { name, tone, holdsVip, hears, lag, term, logIndex, address, lastHeardMs } = node;
  const heard =
    lastHeardMs === 0
      ? words.say('fact.never')
      : words.say('fact.ago', { duration: words.duration(Math.max(0, state.nowMs - lastHeardMs)) });
  return {
    name,
    head: html`${name}${holdsVip ? html` <span class="badge vip">${words.say('nodes.vip')}</span>` : nothing}
      <span class="mono under">${address}</span>`,
    cells: [
      html`<span class="dot ${tone}" aria-hidden="true"></span> ${words.say(node.state)}
        ${hears === false ? html`<span class="under">${words.say('picture.legend-deaf')}</span>` : nothing}`,
      ...[lag ?? '–', term ?? '–', logIndex ?? '–', freeSpace(words, node.disk), heard],
    ],
  };
}

import { html, nothing, type TemplateResult } from 'lit-html';

import type { NodeStanding } from '../views/node-standing.ts';
import type { PageContext } from './page-context.ts';

/** More rows than this are looked through by typing. */
const searchFrom = 12;
const gib = 1024 ** 3;

const columns = [
  ...(['nodes.name', 'nodes.state', 'nodes.lag', 'nodes.term', 'nodes.index'] as const),
  ...(['nodes.disk', 'nodes.heard'] as const),
];
const figures: readonly string[] = ['nodes.lag', 'nodes.term', 'nodes.index'];

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
    <div class="scroll" role="region" aria-labelledby="nodes-title" tabindex="0">
      <table class="nodes">
        <thead>
          <tr>
            ${columns.map(
              (key) =>
                html`<th scope="col" class=${figures.includes(key) ? 'number' : nothing}>${words.say(key)}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => nodeRow(context, row))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function nodeRow({ words, state }: PageContext, node: NodeStanding): TemplateResult {
  const { name, tone, holdsVip, hears, lag, term, logIndex, address, lastHeardMs } = node;
  const heard =
    lastHeardMs === 0
      ? words.say('fact.never')
      : words.say('fact.ago', { duration: words.duration(Math.max(0, state.nowMs - lastHeardMs)) });
  return html`<tr data-row=${name}>
    <th scope="row">
      ${name}${holdsVip ? html` <span class="badge vip">${words.say('nodes.vip')}</span>` : nothing}
      <span class="mono under">${address}</span>
    </th>
    <td>
      <span class="dot ${tone}" aria-hidden="true"></span> ${words.say(node.state)}
      ${hears === false ? html`<span class="under">${words.say('picture.legend-deaf')}</span>` : nothing}
    </td>
    <td class="number">${lag ?? '–'}</td>
    <td class="number">${term ?? '–'}</td>
    <td class="number">${logIndex ?? '–'}</td>
    <td>${diskOf(words, node)}</td>
    <td>${heard}</td>
  </tr>`;
}

function diskOf(words: PageContext['words'], { disk }: NodeStanding): TemplateResult | string {
  if (disk === undefined) return '–';
  const figures = { gib: Math.floor(disk.freeBytes / gib), percent: Math.round(disk.share * 100) };
  return html`<span class="bar ${disk.share < 0.1 ? 'error' : 'good'}" aria-hidden="true"
      ><svg viewBox="0 0 100 6" preserveAspectRatio="none"><rect width=${100 * disk.share} height="6"></rect></svg
    ></span>
    ${words.say('nodes.gib', figures)}`;
}

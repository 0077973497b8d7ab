import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit-html';

import type { Cluster } from '../api/answers.ts';
import {
  card,
  clusterPicture,
  type Line,
  type Picture,
  type Placed,
  tile,
} from '../views/cluster-picture.ts';
import type { NodeStanding } from '../views/node-standing.ts';
import type { Words } from '../words.ts';
import type { PageContext } from './page-context.ts';

/** The cluster to be seen from afar: who leads, who hears it, where the virtual address is. */
export function pictureOf({ words, state }: PageContext, standings: readonly NodeStanding[]): TemplateResult {
  const picture = clusterPicture(standings, state.narrow);
  const { form, width, height } = picture;
  return html`<figure class="picture ${form}">
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label=${summaryOf(words, standings)}>
      ${picture.lines.map((line) => lineOf(words, line))}
      ${picture.nodes.map((node) => (form === 'ring' ? cardOf(words, node) : tileOf(words, node)))}
    </svg>
    ${form === 'ring' ? legend(words, picture) : nothing} ${storageOf(words, state.cluster)}
  </figure>`;
}

function summaryOf(words: Words, standings: readonly NodeStanding[]): string {
  const holders = standings.filter(({ holdsVip }) => holdsVip).map(({ name }) => name);
  const none = words.say('fact.none');
  return words.say('picture.summary', {
    nodes: standings.length,
    leader: standings.find(({ leads }) => leads)?.name ?? none,
    holders: holders.length === 0 ? none : holders.join(', '),
    hears: standings.filter(({ hears }) => hears === true).length,
    deaf: standings.filter(({ hears }) => hears === false).length,
  });
}

function legend(words: Words, { lines }: Picture): TemplateResult | typeof nothing {
  if (lines.length === 0) return nothing;
  const deaf = lines.some(({ tone }) => tone === 'error');
  return html`<figcaption>
    <span class="key good">${words.say('picture.legend-hears')}</span>
    ${deaf ? html`<span class="key error">${words.say('picture.legend-deaf')}</span>` : nothing}
  </figcaption>`;
}

/** Where the machines' disks lie: each brick, and whether its copies are the same. */
function storageOf(words: Words, cluster: Cluster | undefined): TemplateResult | typeof nothing {
  if (cluster?.storage === undefined) return nothing;
  const { volume, bricks, bricksServed, pending, splitBrain, mounted } = cluster.storage;
  const tone = splitBrain > 0 || bricksServed < bricks ? 'error' : pending > 0 ? 'warning' : 'good';
  return html`<div class="storage ${tone}">
    <p>
      <strong>${words.say('storage.title', { volume })}</strong>
      <span class="bricks" aria-hidden="true">
        ${Array.from({ length: bricks }, (_, at) => html`<span class=${at < bricksServed ? 'brick' : 'brick lost'}></span>`)}
      </span>
      ${words.say('storage.bricks', { served: bricksServed, bricks })}
    </p>
    <p class="quiet small">
      ${words.say('storage.copies', { pending, splitBrain })} ·
      ${words.say('storage.mounted', { count: mounted.length, total: cluster.nodes })}
    </p>
  </div>`;
}

function lineOf(words: Words, { tone, lag, path: [x1, y1, x2, y2] }: Line): SVGTemplateResult {
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
  const flow =
    tone === 'good' ? svg`<line class="flow" x1=${x1} y1=${y1} x2=${x2} y2=${y2}></line>` : nothing;
  const behind =
    lag === 0
      ? nothing
      : svg`<text x=${x} y=${y} class="lag">${words.say('picture.lag', { count: lag })}</text>`;
  return svg`<g class="line ${tone}"><line x1=${x1} y1=${y1} x2=${x2} y2=${y2}></line>${flow}${behind}</g>`;
}

function cardOf(words: Words, node: Placed): SVGTemplateResult {
  const { name, tone, state, leads, term, logIndex, lag, holdsVip, x, y } = node;
  const [left, top] = [x - card.width / 2, y - card.height / 2];
  const facts = [
    term === undefined ? '' : `${words.say('nodes.term')} ${term}`,
    logIndex === undefined ? '' : `${words.say('nodes.index')} ${logIndex}`,
  ].filter((fact) => fact !== '');
  return svg`<g class="node ${tone} ${leads ? 'leads' : ''}" data-node=${name}>
    <rect x=${left} y=${top} width=${card.width} height=${card.height} rx="14"></rect>
    <circle cx=${left + 20} cy=${top + 23} r="5.5"></circle>
    <text x=${left + 34} y=${top + 28} class="name" textLength=${squeezed(name, 13, card.width - 44)} lengthAdjust="spacingAndGlyphs">${name}</text>
    <text x=${left + 15} y=${top + 48} class="state">${words.say(state)}${lag === undefined ? nothing : svg` · ${lagOf(words, lag)}`}</text>
    <text x=${left + 15} y=${top + 65} class="fact">${facts.join(' · ')}</text>
    ${holdsVip ? vipOf(words, x + card.width / 2 - 26, top) : nothing}
  </g>`;
}

/** A name that is longer than its place is drawn narrower; a shorter one as it is. */
function squeezed(name: string, lettersMax: number, width: number): number | typeof nothing {
  return name.length > lettersMax ? width : nothing;
}

function lagOf(words: Words, lag: number): string {
  return lag === 0 ? words.say('picture.in-sync') : words.say('picture.lag', { count: lag });
}

/** The virtual address sits on the edge of whoever carries it, so that two carriers are seen as two. */
function vipOf(words: Words, x: number, y: number): SVGTemplateResult {
  return svg`<g class="vip"><rect x=${x - 24} y=${y - 12} width="48" height="24" rx="12"></rect>
    <text x=${x} y=${y + 4.5}>${words.say('nodes.vip')}</text></g>`;
}

function tileOf(words: Words, node: Placed): SVGTemplateResult {
  const { name, tone, leads, hears, lag = 0, holdsVip, state, x, y } = node;
  const [left, top] = [x - tile.width / 2, y - tile.height / 2];
  const shown = hears === false && tone === 'good' ? 'warning' : tone;
  const fact = holdsVip ? words.say('nodes.vip') : lag > 0 ? words.say('picture.lag', { count: lag }) : '';
  return svg`<g class="node tile ${shown} ${leads ? 'leads' : ''}" data-node=${name}>
    <title>${name} · ${words.say(state)}</title>
    <rect x=${left} y=${top} width=${tile.width} height=${tile.height} rx="9"></rect>
    <circle cx=${left + 12} cy=${y} r="4"></circle>
    <text x=${left + 22} y=${y + (fact === '' ? 4 : -1)} class="name" textLength=${squeezed(name, 6, tile.width - 30)} lengthAdjust="spacingAndGlyphs">${name}</text>
    ${fact === '' ? nothing : svg`<text x=${left + 22} y=${y + 13} class="fact">${fact}</text>`}
  </g>`;
}

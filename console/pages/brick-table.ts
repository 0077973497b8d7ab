import { html, nothing, type TemplateResult } from 'lit-html';

import type { Cluster } from '../api/answers.ts';
import { dataTable, type Row } from './data-table.ts';
import { freeSpace } from './free-space.ts';
import type { PageContext } from './page-context.ts';

type Brick = NonNullable<Cluster['storage']>['perBrick'][number];

const tones = { online: 'good', offline: 'error', absent: 'warning', unknown: 'calm' } as const;

/** Every brick with its figures, where there is a replicated storage. */
export function brickTable({ words, state }: PageContext): TemplateResult | typeof nothing {
  const storage = state.cluster?.storage;
  if (storage === undefined) return nothing;
  const columns = [
    { label: words.say('bricks.node') },
    { label: words.say('bricks.state') },
    { label: words.say('bricks.pending'), look: 'number' as const },
    { label: words.say('bricks.free') },
  ];
  return html`<section class="panel" aria-labelledby="bricks-title">
    <h2 id="bricks-title">${words.say('storage.title', { volume: storage.volume })}</h2>
    ${dataTable(
      'bricks-title',
      columns,
      storage.perBrick.map((brick) => rowOf(words, brick)),
    )}
  </section>`;
}

/** What a brick that is not served has in its books nobody can read. */
function rowOf(words: PageContext['words'], brick: Brick): Row {
  const { node, host, path, state, pending, splitBrain, freeBytes, totalBytes } = brick;
  const conflicts =
    splitBrain === 0
      ? nothing
      : html`<span class="under">${words.say('bricks.conflicts', { count: splitBrain })}</span>`;
  return {
    name: `${host}:${path}`,
    head: html`${node === '' ? host : node} <span class="mono under">${path}</span>`,
    cells: [
      html`<span class="dot ${tones[state]}" aria-hidden="true"></span> ${words.say('bricks.is', { state })}`,
      state === 'online' ? html`${pending}${conflicts}` : '–',
      freeSpace(words, totalBytes === 0 ? undefined : { freeBytes, share: freeBytes / totalBytes }),
    ],
  };
}

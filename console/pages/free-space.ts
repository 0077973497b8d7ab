import { html, type TemplateResult } from 'lit-html';

import type { Words } from '../words.ts';

const gib = 1024 ** 3;

/** What is free of a filesystem: a bar, and the figures beside it. */
export function freeSpace(
  words: Words,
  disk: { readonly freeBytes: number; readonly share: number } | undefined,
): TemplateResult | string {
  if (disk === undefined) return '–';
  const figures = { gib: Math.floor(disk.freeBytes / gib), percent: Math.round(disk.share * 100) };
  return html`<span class="bar ${disk.share < 0.1 ? 'error' : 'good'}" aria-hidden="true"
      ><svg viewBox="0 0 100 6" preserveAspectRatio="none"><rect width=${100 * disk.share} height="6"></rect></svg
    ></span>
    ${words.say('nodes.gib', figures)}`;
}

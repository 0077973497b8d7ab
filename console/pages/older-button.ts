import { html, nothing, type TemplateResult } from 'lit-html';

import type { Paged } from '../views/paged-list.ts';
import type { PageContext } from './page-context.ts';

/** Shows a page more of the past, where there is one. */
export function olderButton(
  { state, words }: PageContext,
  { older }: Paged<unknown>,
  onClick: () => void,
): TemplateResult | typeof nothing {
  if (older === '') return nothing;
  return html`<div class="deeds">
    <button class="button second" data-act="older" ?disabled=${state.busy} @click=${onClick}>
      ${words.say('page.older')}
    </button>
  </div>`;
}

import { html, nothing, type TemplateResult } from 'lit-html';

import { deedStanding } from '../views/deed-standing.ts';
import { linkStanding } from '../views/link-standing.ts';
import type { PageContext } from './page-context.ts';

interface Deed {
  /** As the table of what can be done names it. */
  readonly deed: string;
  readonly node?: string;
  readonly label: string;
  /** Another reason of the page's own; empty for none. */
  readonly whyNot?: string;
  readonly look?: 'second' | 'grave';
  readonly onClick?: () => void;
}

/** A button that is not possible now says why, to the eye and to a screen reader. Without a click of its own it submits. */
export function deedButton({ state, words }: PageContext, asked: Deed): TemplateResult {
  const { deed, node = '', label, look = '', onClick } = asked;
  const standing = deedStanding(state.deeds, linkStanding(state, state.nowMs).live, deed, node);
  const told = standing.can ? '' : 'key' in standing ? words.say(standing.key) : words.text(standing.reason);
  const reason = told === '' ? (asked.whyNot ?? '') : told;
  const id = `why-not-${deed}-${node}`;
  return html`<span class="deed">
    <button
      class="button ${look}"
      type=${onClick === undefined ? 'submit' : 'button'}
      data-act=${deed}
      ?disabled=${reason !== '' || state.busy}
      aria-describedby=${reason === '' ? nothing : id}
      @click=${onClick ?? nothing}
    >
      ${label}
    </button>
    ${reason === '' ? nothing : html`<span class="why-not" id=${id}>${reason}</span>`}
  </span>`;
}

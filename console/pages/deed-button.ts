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
export function deedButton(context: PageContext, asked: Deed): TemplateResult {
  const { deed, node = '', label, look = '', onClick, whyNot: own = '' } = asked;
  const reason = whyNotText(context, deed, node) || own;
  const id = idOf(deed, node);
  return html`<span class="deed">
    <button
      class="button ${look}"
      type=${onClick === undefined ? 'submit' : 'button'}
      data-act=${deed}
      ?disabled=${reason !== '' || context.state.busy}
      aria-describedby=${reason === '' ? nothing : id}
      @click=${onClick ?? nothing}
    >
      ${label}
    </button>
    ${reason === '' ? nothing : html`<span class="why-not" id=${id}>${reason}</span>`}
  </span>`;
}

interface RowDeed {
  readonly deed: string;
  readonly label: string;
  /** The label for whoever does not see which row it stands in. */
  readonly about: string;
  readonly onClick: () => void;
}

/** The same button in each row of a list; the reason stands once, below them. */
export function rowDeed(context: PageContext, { deed, label, about, onClick }: RowDeed): TemplateResult {
  const reason = whyNotText(context, deed);
  return html`<button
    class="quiet-button"
    data-act=${deed}
    aria-label=${about}
    title=${reason === '' ? nothing : reason}
    ?disabled=${reason !== '' || context.state.busy}
    aria-describedby=${reason === '' ? nothing : idOf(deed)}
    @click=${onClick}
  >
    ${label}
  </button>`;
}

/** Why the buttons of the rows above are disabled; nothing when they are not. */
export function whyNotInRows(context: PageContext, deed: string): TemplateResult | typeof nothing {
  const { words } = context;
  const reason = whyNotText(context, deed);
  if (reason === '') return nothing;
  return html`<p class="why-not" id=${idOf(deed)}>${words.say('why-not.of', { label: words.say('tokens.revoke') })} ${reason}</p>`;
}

/** Why a deed cannot be done now, in words; empty when it can. */
function whyNotText({ state, words }: PageContext, deed: string, node = ''): string {
  const standing = deedStanding(state.deeds, linkStanding(state, state.nowMs).live, deed, node);
  if (standing.can) return '';
  return 'key' in standing ? words.say(standing.key) : words.text(standing.reason);
}

function idOf(deed: string, node = ''): string {
  return `why-not-${deed}-${node}`;
}

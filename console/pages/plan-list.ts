import { html, nothing, type TemplateResult } from 'lit-html';

import type { Action } from '../api/answers.ts';
import { planStages } from '../views/stages.ts';
import type { Words } from '../words.ts';

/** Actions as a person reads them before saying yes: in order, with what each waits for and what it is for. */
export function planList(words: Words, actions: readonly Action[]): TemplateResult {
  return html`<div class="stages">
    ${planStages(actions).map(
      (stage) =>
        html`<section class="stage">
          <h3>${stage.title}</h3>
          <ol class="plain">
            ${stage.actions.map(
              ({ number, action, after }) =>
                html`<li class="action">
                  <span class="action-number">${number}</span>
                  <span class="action-node">${action.node === '' ? words.say('plan.zone') : action.node}</span>
                  <div>
                    <p>${words.text(action.title)}</p>
                    ${why(words, action)}
                  </div>
                  <span class="action-when">
                    ${after === '' ? nothing : html`${words.say('plan.after', { numbers: after })} · `}
                    ${words.say('plan.within', { duration: words.duration(action.deadlineMs) })}
                  </span>
                </li>`,
            )}
          </ol>
        </section>`,
    )}
  </div>`;
}

function why(words: Words, { leadsTo, requires, kind }: Action): TemplateResult | typeof nothing {
  const separator = words.language === 'fr' ? ' ; ' : '; ';
  // What is waited for says so itself.
  const aim = kind === 'await' ? [] : leadsTo;
  if (aim.length === 0 && requires.length === 0) return nothing;
  return html`<p class="why">
    ${
      aim.length === 0
        ? nothing
        : html`<span><b>${words.say('plan.why')}</b> ${words.text(aim.join(separator))}</span>`
    }
    ${
      requires.length === 0
        ? nothing
        : html`<span><b>${words.say('plan.requires')}</b> ${words.text(requires.join(separator))}</span>`
    }
  </p>`;
}

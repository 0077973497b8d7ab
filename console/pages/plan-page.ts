import { html, nothing, type TemplateResult } from 'lit-html';

import type { Plan, Wish } from '../api/answers.ts';
import type { Verb } from '../state.ts';
import { causeAndNext } from './finding-list.ts';
import { deedButton } from './deed-button.ts';
import type { PageContext } from './page-context.ts';
import { planList } from './plan-list.ts';
import { verbForm } from './verb-form.ts';

const verbs: readonly Verb[] = [
  ...(['way', 'drill', 'drill-storage', 'add', 'remove', 'replace'] as const),
  ...(['reconfigure', 'repair', 'adopt'] as const),
];

/** What would be done, and the button that has it done. */
export function planPage(context: PageContext): TemplateResult {
  const { state, words, acts } = context;
  const { verb } = state;
  return html`
    <h1>${words.say('plan.title')}</h1>
    <div class="verbs" role="group" aria-label=${words.say('verb.title')}>
      ${verbs.map(
        (each) =>
          html`<button
            class="verb"
            data-verb=${each}
            aria-pressed=${each === verb ? 'true' : 'false'}
            @click=${() => acts.choose(each)}
          >
            ${words.say(`verb.${each}`)}
          </button>`,
      )}
    </div>
    ${verb === 'way' ? nothing : html`<p class="quiet">${words.say(`verb.${verb}-about`)}</p>`}
    ${verbForm(context)} ${shownPlan(context)}
  `;
}

function shownPlan(context: PageContext): TemplateResult | typeof nothing {
  const { state, words } = context;
  if (state.plan === undefined) {
    return state.busy ? html`<p class="quiet">${words.say('page.loading')}</p>` : nothing;
  }
  const { plan, problem, wish } = state.plan;
  if (problem !== undefined) {
    return html`<section class="panel" role="alert">
      <p><strong>${words.text(problem.title)}</strong> <code class="code">${problem.code}</code></p>
      ${causeAndNext(words, { cause: problem.detail, next: problem.next })}
    </section>`;
  }
  return plan === undefined ? nothing : planPanel(context, plan, wish);
}

function planPanel(context: PageContext, plan: Plan, wish: Wish): TemplateResult {
  const { words, acts, state } = context;
  const nodes = new Set(plan.actions.map(({ node }) => node).filter((node) => node !== ''));
  const whyNot = plan.blocked ? words.say('why-not.blocked') : plan.empty ? words.say('why-not.nothing') : '';
  const deed = state.verb === 'way' ? 'apply' : state.verb;
  const node = deed === 'remove' || deed === 'replace' ? nodeOf(wish) : '';
  return html`<section class="panel plan" data-plan=${plan.hash}>
    ${plan.findings.map(
      (finding) =>
        html`<div class="finding ${finding.severity}">
          <p><strong>${words.text(finding.title)}</strong> <code class="code">${finding.code}</code></p>
          ${causeAndNext(words, finding)}
        </div>`,
    )}
    ${plan.empty && !plan.blocked ? html`<p class="lead">${words.say('plan.nothing')}</p>` : nothing}
    ${plan.blocked ? html`<p class="lead">${words.say('plan.blocked')}</p>` : nothing}
    ${
      plan.actions.length === 0
        ? nothing
        : html`<p class="lead">${words.say('plan.count', { actions: plan.actions.length, nodes: nodes.size })}</p>`
    }
    <div class="deeds">
      ${deedButton(context, {
        ...{ deed, node, whyNot, label: words.say('plan.apply') },
        onClick: () => acts.open({ kind: 'apply', wish, plan }),
      })}
      <button class="button second" @click=${() => acts.readPlan(wish)}>${words.say('plan.read-again')}</button>
    </div>
    ${planList(words, plan.actions)}
    ${
      plan.leftAlone.length === 0
        ? nothing
        : html`<h3>${words.say('plan.left-alone')}</h3>
          <ul>
            ${plan.leftAlone.map((left) => html`<li><b>${left.node}</b> ${words.text(left.reason)}</li>`)}
          </ul>`
    }
  </section>`;
}

function nodeOf({ intent }: Wish): string {
  return intent !== undefined && 'node' in intent ? intent.node : '';
}

import { html, nothing, type TemplateResult } from 'lit-html';

import type { Plan } from '../api/answers.ts';
import type { PageContext } from './page-context.ts';
import { planList } from './plan-list.ts';

/** What is asked, or told, in front of the page; main.ts shows it as modal. */
export function dialogOf(context: PageContext): TemplateResult | typeof nothing {
  const { dialog } = context.state;
  if (dialog === undefined) return nothing;
  const { words, acts } = context;
  switch (dialog.kind) {
    case 'apply': {
      const { plan, wish } = dialog;
      const about =
        wish.drill === true
          ? words.say('plan.confirm-drill')
          : wish.drillStorage === true
            ? words.say('plan.confirm-drill-storage')
            : words.say('plan.confirm-text', { actions: plan.actions.length });
      return asking(context, {
        ...{ title: words.say('plan.confirm'), yes: words.say('plan.apply'), body: html`<p>${about}</p>` },
        carryOut: (reason) => acts.startRun(plan.hash, wish, reason),
      });
    }
    case 'resume':
      return asking(context, {
        ...{ title: words.say('run.resume'), yes: words.say('run.resume') },
        body: html`<p>${words.say('run.resume-about')}</p>
          ${rest(context, dialog.plan)}`,
        carryOut: (reason) => acts.resumeRun(dialog.runId, dialog.plan?.hash ?? '', reason),
      });
    case 'abort':
      return asking(context, {
        ...{ title: words.say('run.abort'), yes: words.say('run.abort') },
        body: html`<p>${words.say('run.abort-about')}</p>
          ${rest(context, dialog.plan)}`,
        carryOut: (reason) => acts.abortRun(dialog.runId, reason),
      });
    case 'renew':
      return asking(context, {
        ...{ title: words.say('certs.renew'), yes: words.say('certs.renew') },
        body: html`<p>${words.say('certs.renew-about')}</p>`,
        carryOut: () => acts.renewCertificates(),
      });
    case 'token': {
      const { node, made } = dialog;
      const title = words.say('tokens.made', { node });
      return secret(context, { title, how: words.say('tokens.once', { node }), shown: made.token });
    }
    case 'api-token': {
      const { name, made } = dialog;
      const title = words.say('tokens.made', { node: name });
      return secret(context, { title, how: words.say('api-tokens.once', { name }), shown: made.token });
    }
  }
}

/** What is shown this once: it leaves the page with the dialog. */
function secret(
  { words, acts }: PageContext,
  { title, how, shown }: { readonly title: string; readonly how: string; readonly shown: string },
): TemplateResult {
  return html`<dialog aria-labelledby="dialog-title" aria-describedby="dialog-how" @close=${acts.close}>
    <h2 id="dialog-title">${title}</h2>
    <p id="dialog-how">${how}</p>
    <textarea class="mono" readonly rows="5" aria-labelledby="dialog-title" .value=${shown}></textarea>
    <div class="deeds"><button class="button" @click=${acts.close}>${words.say('page.close')}</button></div>
  </dialog>`;
}

interface Question {
  readonly title: string;
  readonly body: TemplateResult;
  readonly yes: string;
  readonly carryOut: (reason: string) => void;
}

function asking(
  { state, words, acts }: PageContext,
  { title, body, yes, carryOut }: Question,
): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const reason = new FormData(event.target as HTMLFormElement).get('reason');
    carryOut(typeof reason === 'string' ? reason.trim() : '');
  };
  return html`<dialog aria-labelledby="dialog-title" @close=${acts.close}>
    <form @submit=${submit}>
      <h2 id="dialog-title">${title}</h2>
      ${body}
      <label>${words.say('plan.reason')} <input name="reason" maxlength="500" autocomplete="off" /></label>
      <div class="deeds">
        <button class="button" data-act="confirm" ?disabled=${state.busy}>${yes}</button>
        <button class="button second" type="button" @click=${acts.close}>${words.say('page.cancel')}</button>
      </div>
    </form>
  </dialog>`;
}

function rest({ words }: PageContext, plan: Plan | undefined): TemplateResult {
  if (plan === undefined || plan.actions.length === 0) {
    return html`<p class="quiet">${words.say('run.abort-nothing')}</p>`;
  }
  return html`<div class="scroll" role="region" aria-labelledby="dialog-title" tabindex="0">
    ${planList(words, plan.actions)}
  </div>`;
}

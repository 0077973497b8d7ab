import { html, nothing, type TemplateResult } from 'lit-html';

import type { PageContext } from './page-context.ts';

/** Who are you? A browser with a certificate never sees this. */
export function loginPage({ state, words, acts }: PageContext): TemplateResult {
  const { refused } = state;
  const enter = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const token = new FormData(form).get('token');
    if (typeof token === 'string') acts.signIn(token.trim());
    form.reset();
  };
  return html`<section class="panel login" aria-labelledby="login-title">
    <h1 id="login-title">${words.say('login.title')}</h1>
    <p id="login-how">${words.say('login.how')}</p>
    <form @submit=${enter}>
      <label for="login-token">${words.say('login.token')}</label>
      <input
        id="login-token"
        name="token"
        type="password"
        required
        autocomplete="off"
        spellcheck="false"
        aria-describedby="login-how"
      />
      <button class="button" ?disabled=${state.busy}>${words.say('login.enter')}</button>
    </form>
    <div role="alert">
      ${
        refused === undefined
          ? nothing
          : html`<p class="notice error">
            <strong>${refused.title}</strong> <code class="code">${refused.code}</code>
            ${refused.next === undefined ? nothing : html`<br />${refused.next}`}
          </p>`
      }
    </div>
    <p class="quiet small">${words.say('login.certificate')}</p>
  </section>`;
}

import { html, nothing, type TemplateResult } from 'lit-html';

import type { ApiTokens, NewApiToken } from '../api/answers.ts';
import { deedButton, rowDeed, whyNotInRows } from './deed-button.ts';
import type { PageContext } from './page-context.ts';

const daySeconds = 86_400;
const lives = [7, 30, 90, 366] as const;
const livesByDefault = 90;
const scopes = ['read', 'operate'] as const;

/** What programs show instead of a certificate: made once, used by whom, and taken back. */
export function apiTokenPanel(context: PageContext): TemplateResult {
  const { words, state } = context;
  const known = state.apiTokens?.apiTokens;
  return html`<section class="panel" aria-labelledby="api-tokens-title">
    <h2 id="api-tokens-title">${words.say('api-tokens.title')}</h2>
    <p class="quiet small">${words.say('api-tokens.about')}</p>
    ${creation(context)}
    ${known === undefined ? html`<p class="quiet">${words.say('page.loading')}</p>` : nothing}
    ${known?.length === 0 ? html`<p class="quiet">${words.say('tokens.none')}</p>` : nothing}
    <ul class="plain rows">
      ${(known ?? []).map((token) => rowOf(context, token))}
    </ul>
    ${known?.some(({ state: is }) => is === 'valid') === true ? whyNotInRows(context, 'revoke-api-token') : nothing}
  </section>`;
}

function creation(context: PageContext): TemplateResult {
  const { words, acts } = context;
  const create = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    acts.createApiToken(wantedBy(new FormData(form)));
    form.reset();
  };
  return html`<form class="inline" @submit=${create}>
    <label
      >${words.say('api-tokens.name')}
      <input
        name="name"
        required
        maxlength="63"
        pattern="[A-Za-z0-9][A-Za-z0-9._\\-]*"
        placeholder="nagios"
        autocomplete="off"
        spellcheck="false"
      />
    </label>
    <label
      >${words.say('api-tokens.scope')}
      <select name="scope">
        ${scopes.map((scope) => html`<option value=${scope}>${words.say('api-tokens.scope-word', { scope })}</option>`)}
      </select>
    </label>
    <label
      >${words.say('api-tokens.life')}
      <select name="days">
        ${lives.map(
          (days) =>
            html`<option value=${days} ?selected=${days === livesByDefault}>${words.say('certs.left', { days })}</option>`,
        )}
      </select>
    </label>
    ${deedButton(context, { deed: 'create-api-token', label: words.say('tokens.create') })}
  </form>`;
}

/** As the gateway is asked for it. */
function wantedBy(form: FormData): NewApiToken {
  const [name, days] = [form.get('name'), Number(form.get('days'))];
  return {
    name: typeof name === 'string' ? name.trim() : '',
    scope: form.get('scope') === 'operate' ? 'operate' : 'read',
    ttlSeconds: days * daySeconds,
  };
}

function rowOf(context: PageContext, token: ApiTokens['apiTokens'][number]): TemplateResult {
  const { words, state, acts } = context;
  const { tokenId, name, scope, state: status, expiresAtMs, lastUsedAtMs, createdBy } = token;
  const used =
    lastUsedAtMs === 0
      ? words.say('api-tokens.unused')
      : words.say('api-tokens.used', { time: words.time(lastUsedAtMs, state.nowMs) });
  const tone = status === 'valid' ? 'good' : 'calm';
  return html`<li data-api-token=${name}>
    <b>${name}</b>
    <span class="badge ${tone}">${words.say('certs.state', { state: status })}</span>
    <span class="small">${words.say('api-tokens.scope-word', { scope })}</span>
    <span class="quiet small">
      ${words.say('api-tokens.until', { day: words.day(expiresAtMs) })} · ${used} · ${words.say('run.by', { name: createdBy })}
    </span>
    ${
      status === 'valid'
        ? rowDeed(context, {
            ...{ deed: 'revoke-api-token', label: words.say('tokens.revoke') },
            about: words.say('tokens.revoke-one', { node: name }),
            onClick: () => acts.revokeApiToken(tokenId),
          })
        : nothing
    }
  </li>`;
}

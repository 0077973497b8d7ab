import { html, nothing, type TemplateResult } from 'lit-html';

import type { Certificates, Tokens } from '../api/answers.ts';
import { certificateLife } from '../views/certificate-life.ts';
import { apiTokenPanel } from './api-token-panel.ts';
import { deedButton } from './deed-button.ts';
import type { PageContext } from './page-context.ts';

/** Who is believed and for how long, and who may join. */
export function trustPage(context: PageContext): TemplateResult {
  const { words, state } = context;
  return html`<h1>${words.say('page.trust')}</h1>
    <div class="split even">${tokensPanel(context, state.tokens)} ${apiTokenPanel(context)}</div>
    ${certificatesPanel(context, state.certificates)}`;
}

function certificatesPanel(context: PageContext, known: Certificates | undefined): TemplateResult {
  const { words, acts } = context;
  return html`<section class="panel" aria-labelledby="certs-title">
    <h2 id="certs-title">${words.say('certs.title')}</h2>
    ${known?.rootKeyHere === true ? html`<p class="notice warning">${words.say('certs.root-here')}</p>` : nothing}
    ${known === undefined ? html`<p class="quiet">${words.say('page.loading')}</p>` : nothing}
    <div class="scroll" role="region" aria-labelledby="certs-title" tabindex="0">
      <table>
        <thead>
          <tr>
            ${(['holder', 'life', 'until', 'words'] as const).map(
              (column) => html`<th scope="col">${words.say(`certs.${column}`)}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${(known?.certificates ?? []).map((each) => certificateRow(context, each))}
        </tbody>
      </table>
    </div>
    <div class="deeds">
      ${deedButton(context, {
        ...{ deed: 'renew-certificates', label: words.say('certs.renew'), look: 'second' },
        onClick: () => acts.open({ kind: 'renew' }),
      })}
    </div>
  </section>`;
}

function certificateRow(
  { words, state }: PageContext,
  each: Certificates['certificates'][number],
): TemplateResult {
  const { share, days, tone } = certificateLife(each, state.nowMs);
  return html`<tr>
    <th scope="row">${each.holder}</th>
    <td>
      <span class="bar ${tone}" aria-hidden="true"
        ><svg viewBox="0 0 100 6" preserveAspectRatio="none"><rect width=${100 * share} height="6"></rect></svg
      ></span>
      ${each.state === 'valid' ? words.say('certs.left', { days }) : words.say('certs.state', { state: each.state })}
    </td>
    <td>${words.day(each.notAfterMs)}</td>
    <td class="small">${each.words}</td>
  </tr>`;
}

function tokensPanel(context: PageContext, known: Tokens | undefined): TemplateResult {
  const { words, state, acts } = context;
  const create = (event: SubmitEvent) => {
    event.preventDefault();
    const node = new FormData(event.target as HTMLFormElement).get('node');
    if (typeof node === 'string') acts.createToken(node);
  };
  return html`<section class="panel" aria-labelledby="tokens-title">
    <h2 id="tokens-title">${words.say('tokens.title')}</h2>
    <p class="quiet small">${words.say('tokens.about')}</p>
    <form class="inline" @submit=${create}>
      <label
        >${words.say('tokens.node')}
        <select name="node">
          ${(state.nodes?.nodes ?? []).map(({ name }) => html`<option value=${name}>${name}</option>`)}
        </select>
      </label>
      ${deedButton(context, { deed: 'create-token', label: words.say('tokens.create') })}
    </form>
    ${known?.tokens.length === 0 ? html`<p class="quiet">${words.say('tokens.none')}</p>` : nothing}
    <ul class="plain rows">
      ${(known?.tokens ?? []).map(
        ({ tokenId, node, status, expiresAtMs, words: six }) =>
          html`<li>
            <b>${node}</b>
            <span class="badge">${words.say('tokens.status', { status })}</span>
            <span class="quiet small">${words.time(expiresAtMs, state.nowMs)}</span>
            <span class="small">${six}</span>
            ${
              status === 'open' || status === 'reserved'
                ? html`<button
                  class="quiet-button"
                  aria-label=${words.say('tokens.revoke-one', { node })}
                  ?disabled=${state.deeds?.some(({ deed, can }) => deed === 'revoke-token' && !can)}
                  @click=${() => acts.revokeToken(tokenId)}
                >
                  ${words.say('tokens.revoke')}
                </button>`
                : nothing
            }
          </li>`,
      )}
    </ul>
  </section>`;
}

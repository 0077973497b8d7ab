import { html, nothing, type TemplateResult } from 'lit-html';

import type { Certificates, Tokens } from '../api/answers.ts';
import { certificateLife } from '../views/certificate-life.ts';
import { apiTokenPanel } from './api-token-panel.ts';
import { dataTable, type Row } from './data-table.ts';
import { deedButton, rowDeed, whyNotInRows } from './deed-button.ts';
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
    ${dataTable(
      'certs-title',
      [
        ...(['holder', 'life', 'until'] as const).map((each) => ({ label: words.say(`certs.${each}`) })),
        { label: words.say('certs.words'), look: 'wide' },
      ],
      (known?.certificates ?? []).map((each) => certificateRow(context, each)),
    )}
    <div class="deeds">
      ${deedButton(context, {
        ...{ deed: 'renew-certificates', label: words.say('certs.renew'), look: 'second' },
        onClick: () => acts.open({ kind: 'renew' }),
      })}
    </div>
  </section>`;
}

function certificateRow({ words, state }: PageContext, each: Certificates['certificates'][number]): Row {
  const { share, days, tone } = certificateLife(each, state.nowMs);
  const left =
    each.state === 'valid'
      ? words.say('certs.left', { days })
      : words.say('certs.state', { state: each.state });
  return {
    name: each.holder,
    head: each.holder,
    cells: [
      html`<span class="bar ${tone}" aria-hidden="true"
          ><svg viewBox="0 0 100 6" preserveAspectRatio="none"><rect width=${100 * share} height="6"></rect></svg></span
        >
        ${left}`,
      words.day(each.notAfterMs),
      html`<span class="small">${each.words}</span>`,
    ],
  };
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
                ? rowDeed(context, {
                    ...{ deed: 'revoke-token', label: words.say('tokens.revoke') },
                    about: words.say('tokens.revoke-one', { node }),
                    onClick: () => acts.revokeToken(tokenId),
                  })
                : nothing
            }
          </li>`,
      )}
    </ul>
    ${known?.tokens.some(({ status }) => status === 'open' || status === 'reserved') === true ? whyNotInRows(context, 'revoke-token') : nothing}
  </section>`;
}

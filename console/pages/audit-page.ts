import { html, type TemplateResult } from 'lit-html';

import type { PageContext } from './page-context.ts';

/** Who did what, newest first, and whether the record is whole. */
export function auditPage({ state, words }: PageContext): TemplateResult {
  const { audit, nowMs } = state;
  if (audit === undefined) return html`<p class="quiet">${words.say('page.loading')}</p>`;
  const { lines, damage } = audit;
  return html`<h1>${words.say('audit.title')}</h1>
    <section class="panel" aria-labelledby="audit-title">
      <h2 id="audit-title">${words.say('audit.newest', { count: lines.length })}</h2>
      ${
        damage === ''
          ? html`<p class="quiet small">${words.say('audit.intact')}</p>`
          : html`<p class="notice error" role="alert">${words.say('audit.damage', { damage })}</p>`
      }
      <div class="scroll" role="region" aria-labelledby="audit-title" tabindex="0">
        <table>
          <thead>
            <tr>
              ${(['when', 'who', 'what', 'outcome'] as const).map(
                (column) => html`<th scope="col">${words.say(`audit.${column}`)}</th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${lines.map(
              ({ at, who, what, details, result }) =>
                html`<tr>
                  <td>${words.time(Date.parse(at), nowMs)}</td>
                  <th scope="row">${who}</th>
                  <td>
                    ${what.replace(/^.*\//, '')}
                    <span class="quiet small">${Object.entries(details).map(([name, value]) => `${name} ${value.slice(0, 24)} `)}</span>
                  </td>
                  <td>${result === 'ok' ? words.say('audit.ok') : html`<code class="code">${result}</code>`}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
}

import { html, nothing, type TemplateResult } from 'lit-html';

import type { AuditEntry, AuditQuestion } from '../views/audit-pages.ts';
import { dataTable } from './data-table.ts';
import { olderButton } from './older-button.ts';
import type { PageContext } from './page-context.ts';

const detailCharacters = 32;

/** Who did what, newest first, page by page, whole or what somebody looks for, and whether the record is whole. */
export function auditPage(context: PageContext): TemplateResult {
  const { state, words } = context;
  return html`<h1>${words.say('audit.title')}</h1>
    <section class="panel" aria-labelledby="audit-title">
      <h2 id="audit-title" class="hidden">${words.say('page.audit')}</h2>
      ${searchForm(context)}
      ${state.audit === undefined ? html`<p class="quiet">${words.say('page.loading')}</p>` : found(context, state.audit)}
    </section>`;
}

function searchForm({ state, words, acts }: PageContext): TemplateResult {
  const { node, containing, refused } = state.auditQuestion;
  const ask = (event: Event) => {
    event.preventDefault();
    acts.askAudit(questionOf(new FormData(event.currentTarget as HTMLFormElement)));
  };
  return html`<form class="inline" role="search" @submit=${ask} @change=${ask}>
    <label
      >${words.say('audit.containing')}
      <input type="search" name="containing" maxlength="100" autocomplete="off" spellcheck="false" .value=${containing} />
    </label>
    <label
      >${words.say('audit.whose')}
      <select name="node">
        <option value="" ?selected=${node === ''}>${words.say('audit.coordinator')}</option>
        ${(state.nodes?.nodes ?? []).map(
          ({ name }) =>
            html`<option value=${name} ?selected=${node === name}>${words.say('audit.agent', { node: name })}</option>`,
        )}
      </select>
    </label>
    <label class="check"
      ><input type="checkbox" name="refused" .checked=${refused} /> ${words.say('audit.refused')}</label
    >
    <button class="button second">${words.say('audit.find')}</button>
  </form>`;
}

function questionOf(form: FormData): AuditQuestion {
  const [node, containing] = [form.get('node'), form.get('containing')];
  return {
    node: typeof node === 'string' ? node : '',
    containing: typeof containing === 'string' ? containing.trim() : '',
    refused: form.get('refused') !== null,
  };
}

function found(
  context: PageContext,
  { lines, damage }: NonNullable<PageContext['state']['audit']>,
): TemplateResult {
  const { words, state, acts } = context;
  const columns = (['when', 'who', 'what', 'outcome'] as const).map((each) => ({
    ...{ label: words.say(`audit.${each}`), look: 'wide' as const },
  }));
  const rows = lines.entries.map((entry) => ({
    name: String(entry.number),
    head: words.time(Date.parse(entry.at), state.nowMs),
    cells: [whoOf(words, entry), whatOf(entry), outcomeOf(words, entry)],
  }));
  return html`${
    damage === ''
      ? html`<p class="quiet small">${words.say('audit.intact')}</p>`
      : html`<p class="notice error" role="alert">${words.say('audit.damage', { damage })}</p>`
  }
    <p class="small" role="status">
      ${words.say('audit.shown', { count: lines.entries.length, more: lines.older === '' ? 'no' : 'yes' })}
    </p>
    ${rows.length === 0 ? nothing : dataTable('audit-title', columns, rows)}
    ${olderButton(context, lines, acts.showOlderLines)}`;
}

/** The person without the serial number of the certificate, and where it came from. */
function whoOf(words: PageContext['words'], { who, via, from, details }: AuditEntry): TemplateResult {
  const place = [via === '' ? '' : words.say('audit.via', { via }), from === 'unix' ? '' : from];
  const told = place.filter((part) => part !== '').join(' · ');
  const [person = who] = details['person']?.split('#') ?? [];
  return html`<b>${person}</b>${told === '' ? nothing : html`<span class="under">${told}</span>`}`;
}

function whatOf({ what, details }: AuditEntry): TemplateResult {
  const about = Object.entries(details).filter(([name]) => name !== 'person');
  return html`${what.replace(/^.*\//, '')}<span class="under wrap"
      >${about.map(
        ([name, value]) =>
          html`<span title=${value}>${name} <span class="mono">${shortened(value)}</span></span> `,
      )}</span
    >`;
}

function outcomeOf(words: PageContext['words'], { result }: AuditEntry): TemplateResult {
  return result === 'ok'
    ? html`${words.say('audit.ok')}`
    : html`<span class="badge warning">${words.say('audit.not-done')}</span> <code class="code">${result}</code>`;
}

function shortened(text: string): string {
  return text.length > detailCharacters ? `${text.slice(0, detailCharacters)}…` : text;
}

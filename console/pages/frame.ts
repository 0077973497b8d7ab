import { html, nothing, type TemplateResult } from 'lit-html';

import { linkStanding } from '../views/link-standing.ts';
import { addressOf, type Place } from '../views/place.ts';
import type { PageContext } from './page-context.ts';

const pages = ['cluster', 'plan', 'runs', 'trust', 'audit'] as const;

/** What stands around every page: where one is, who one is, and whether what is shown is of now. */
export function frame(context: PageContext, page: TemplateResult): TemplateResult {
  const { words } = context;
  return html`
    <a class="skip" href="#main" @click=${skipToMain}>${words.say('page.skip')}</a>
    <header class="top">
      <a class="brand" href=${addressOf({ page: 'cluster' })}>
        ${mark} <span>Hâpy</span> <small>${context.state.cluster?.clusterId ?? ''}</small>
      </a>
      ${navigation(context)} ${controls(context)}
    </header>
    ${outage(context)}
    <main id="main" tabindex="-1">${notice(context)} ${page}</main>
  `;
}

const mark = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
  <rect width="32" height="32" rx="8"></rect>
  <path d="M16 9 8 22M16 9l8 13M8 22h16"></path>
  <circle cx="16" cy="9" r="4.2"></circle>
  <circle class="far" cx="8" cy="22" r="3.4"></circle>
  <circle class="far" cx="24" cy="22" r="3.4"></circle>
</svg>`;

/** The address stays what it is: it names the page. */
function skipToMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

function navigation({ state, words }: PageContext): TemplateResult | typeof nothing {
  if (typeof state.session === 'string') return nothing;
  const here: Place['page'] = state.place.page === 'run' ? 'runs' : state.place.page;
  return html`<nav aria-label=${words.say('page.navigation')}>
    ${pages.map(
      (page) =>
        html`<a href=${addressOf({ page })} aria-current=${page === here ? 'page' : nothing}
          >${words.say(`page.${page}`)}</a
        >`,
    )}
  </nav>`;
}

function controls(context: PageContext): TemplateResult {
  const { state, words, acts } = context;
  const { session } = state;
  const other = state.language === 'fr' ? 'en' : 'fr';
  return html`<div class="controls">
    ${linkBadge(context)}
    <button class="quiet-button" lang=${other} @click=${acts.switchLanguage}>${words.say('page.language')}</button>
    <button class="quiet-button icon" title=${words.say('page.theme', { theme: state.theme })} @click=${acts.switchTheme}>
      <span aria-hidden="true">${{ auto: '◐', light: '○', dark: '●' }[state.theme]}</span>
      <span class="hidden">${words.say('page.theme', { theme: state.theme })}</span>
    </button>
    ${
      typeof session === 'string'
        ? nothing
        : html`<span class="who" title=${words.say(session.role === 'operator' ? 'role.operator' : 'role.auditor')}
            >${session.identity}</span
          >
          <button class="quiet-button" @click=${acts.signOut}>${words.say('login.leave')}</button>`
    }
  </div>`;
}

function linkBadge({ state, words }: PageContext): TemplateResult | typeof nothing {
  if (state.knownAtMs === 0 || typeof state.session === 'string') return nothing;
  const { live, ageMs } = linkStanding(state, state.nowMs);
  const text = live ? words.say('link.live') : words.say('link.stale', { ago: words.duration(ageMs) });
  return html`<span class="link ${live ? 'good' : 'warning'}"><span class="dot" aria-hidden="true"></span>${text}</span>`;
}

function outage({ state, words }: PageContext): TemplateResult | typeof nothing {
  const { outage: reason, knownAtMs, nowMs } = state;
  if (reason === undefined || knownAtMs === 0) return nothing;
  return html`<p class="outage" role="status">
    ${words.say(`link.${reason}`, { time: words.time(knownAtMs, nowMs) })}
  </p>`;
}

/** What the last act came to. */
function notice({ state, words }: PageContext): TemplateResult {
  const { problem, notice: told } = state;
  return html`<div role="status" class="notices">
    ${told === '' ? nothing : html`<p class="notice good">${told}</p>`}
    ${
      problem === undefined
        ? nothing
        : html`<div class="notice error">
          <p><strong>${problem.title}</strong> <code class="code">${problem.code}</code></p>
          ${problem.detail === undefined ? nothing : html`<p>${problem.detail}</p>`}
          ${problem.next === undefined ? nothing : html`<p><b>${words.say('findings.next')}</b> ${problem.next}</p>`}
        </div>`
    }
  </div>`;
}

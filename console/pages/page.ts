import { html, type TemplateResult } from 'lit-html';

import { clusterPage } from './cluster-page.ts';
import { frame } from './frame.ts';
import { loginPage } from './login-page.ts';
import type { PageContext } from './page-context.ts';

/** The whole page as a function of the state. */
export function page(context: PageContext): TemplateResult {
  const { session } = context.state;
  if (session === 'unknown')
    return frame(context, html`<p class="quiet">${context.words.say('page.loading')}</p>`);
  if (session === 'none') return frame(context, loginPage(context));
  return frame(context, pageOf(context));
}

function pageOf(context: PageContext): TemplateResult {
  switch (context.state.place.page) {
    case 'cluster':
      return clusterPage(context);
    case 'plan':
    case 'runs':
    case 'run':
    case 'trust':
    case 'audit':
    case 'unknown':
      return html`<p>${context.words.say('page.unknown')}</p>`;
  }
}

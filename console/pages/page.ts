import { html, nothing, type TemplateResult } from 'lit-html';

import { auditPage } from './audit-page.ts';
import { clusterPage } from './cluster-page.ts';
import { dialogOf } from './dialogs.ts';
import { frame } from './frame.ts';
import { loginPage } from './login-page.ts';
import type { PageContext } from './page-context.ts';
import { planPage } from './plan-page.ts';
import { runPage, runsPage } from './runs-page.ts';
import { trustPage } from './trust-page.ts';

/** What draws the charts, once it is loaded. */
export type Charts = (context: PageContext) => TemplateResult;

/** The whole page as a function of the state. */
export function page(context: PageContext, charts: Charts | undefined): TemplateResult {
  const { session } = context.state;
  if (session === 'unknown')
    return frame(context, html`<p class="quiet">${context.words.say('page.loading')}</p>`);
  if (session === 'none') return frame(context, loginPage(context));
  return html`${frame(context, pageOf(context, charts))}${dialogOf(context)}`;
}

function pageOf(context: PageContext, charts: Charts | undefined): TemplateResult {
  switch (context.state.place.page) {
    case 'cluster':
      return clusterPage(context);
    case 'plan':
      return planPage(context);
    case 'runs':
      return runsPage(context, charts?.(context) ?? nothing);
    case 'run':
      return runPage(context);
    case 'trust':
      return trustPage(context);
    case 'audit':
      return auditPage(context);
    case 'unknown':
      return html`<p>${context.words.say('page.unknown')}</p>`;
  }
}

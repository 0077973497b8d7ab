import { html, nothing, type TemplateResult } from 'lit-html';

import type { Finding, Findings } from '../api/answers.ts';
import { type FindingGroup, findingGroups } from '../views/verdict.ts';
import type { Words } from '../words.ts';

/** What is wrong, why, and what to type; or that everything was looked at and nothing found. */
export function findingsSection(words: Words, found: Findings): TemplateResult {
  const groups = findingGroups(found.findings);
  return html`<section class="panel findings" aria-labelledby="findings-title">
    <h2 id="findings-title">${words.say('findings.title')}</h2>
    ${
      groups.length === 0
        ? html`<p class="quiet">${words.say('findings.none', { passed: found.passedChecks.length })}</p>`
        : html`<ul class="plain">
          ${groups.map((group) => groupOf(words, group))}
        </ul>`
    }
  </section>`;
}

function groupOf(words: Words, { finding, following }: FindingGroup): TemplateResult {
  const follows =
    following.length === 0
      ? nothing
      : html`<p class="small">${words.say('findings.follows')}${colon(words)}</p>
          <ul class="small">
            ${following.map(({ title }) => html`<li>${words.text(title)}</li>`)}
          </ul>`;
  return html`<li class="finding ${finding.severity}">
    <p class="finding-head">
      <span class="badge ${finding.severity}">${words.say(`severity.${finding.severity}`)}</span>
      <code class="code">${finding.code}</code>
    </p>
    <p><strong>${words.text(finding.title)}</strong></p>
    ${causeAndNext(words, finding)} ${evidenceOf(words, finding)} ${follows}
  </li>`;
}

/** The cause and the next command of anything that has a code. */
export function causeAndNext(
  words: Words,
  { cause, next }: { readonly cause: string; readonly next: string },
): TemplateResult {
  return html`<dl class="cause">
    ${
      cause === ''
        ? nothing
        : html`<dt>${words.say('findings.cause')}</dt>
          <dd>${words.text(cause)}</dd>`
    }
    ${
      next === ''
        ? nothing
        : html`<dt>${words.say('findings.next')}</dt>
          <dd class="next">${words.text(next)}</dd>`
    }
  </dl>`;
}

function evidenceOf(words: Words, { evidence }: Finding): TemplateResult | typeof nothing {
  const seen = Object.entries(evidence);
  if (seen.length === 0) return nothing;
  return html`<details class="small">
    <summary>${words.say('findings.seen')}</summary>
    <dl class="evidence">
      ${seen.map(
        ([node, value]) =>
          html`<dt>${node}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
  </details>`;
}

export function colon({ language }: Words): string {
  return language === 'fr' ? ' :' : ':';
}

import { html, nothing, type TemplateResult } from 'lit-html';

import type { Wish } from '../api/answers.ts';
import type { PageContext } from './page-context.ts';

/** What a verb has to be told before its plan can be shown. */
export function verbForm(context: PageContext): TemplateResult | typeof nothing {
  const { state, words, acts } = context;
  const { verb } = state;
  if (verb !== 'add' && verb !== 'remove' && verb !== 'replace') return nothing;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    acts.readPlan(wishOf(verb, new FormData(event.target as HTMLFormElement)));
  };
  return html`<form class="panel fields" @submit=${submit}>
    ${verb === 'add' ? nothing : nodeChoice(context)}
    ${verb === 'remove' ? nothing : newNode(context, verb === 'add')}
    ${verb === 'add' ? nothing : fencing(context, verb === 'remove')}
    <button class="button second">${words.say('verb.show')}</button>
  </form>`;
}

function nodeChoice({ state, words }: PageContext): TemplateResult {
  return html`<label
    >${words.say('verb.node')}
    <select name="node">
      ${(state.nodes?.nodes ?? []).map(({ name }) => html`<option value=${name}>${name}</option>`)}
    </select>
  </label>`;
}

function newNode({ words }: PageContext, required: boolean): TemplateResult {
  return html`<label
      >${words.say('verb.name')}
      <input name="name" ?required=${required} maxlength="63" pattern="[A-Za-z0-9][A-Za-z0-9\-]*" autocomplete="off" />
    </label>
    <label
      >${words.say('verb.address')}
      <input
        name="address"
        ?required=${required}
        pattern="[0-9]{1,3}(\\.[0-9]{1,3}){3}"
        inputmode="decimal"
        autocomplete="off"
      />
    </label>`;
}

function fencing({ words }: PageContext, mayLive: boolean): TemplateResult {
  return html`${
    mayLive
      ? html`<label class="check"><input type="checkbox" name="dead" /> ${words.say('verb.dead')}</label>`
      : nothing
  }
    <label>${words.say('verb.fence')} <input name="fence" maxlength="300" autocomplete="off" /></label>`;
}

/** What was filled in, as the gateway is asked for it. */
function wishOf(verb: 'add' | 'remove' | 'replace', form: FormData): Wish {
  const read = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const [node, name, address, fence] = [read('node'), read('name'), read('address'), read('fence')];
  const fenced = fence === '' ? {} : { fence };
  if (verb === 'add') return { intent: { verb, nodes: [{ name, address }] } };
  if (verb === 'remove') return { intent: { verb, node, dead: form.get('dead') !== null, ...fenced } };
  const replacement = name === '' && address === '' ? {} : { replacement: { name: name || node, address } };
  return { intent: { verb, node, ...replacement, ...fenced } };
}

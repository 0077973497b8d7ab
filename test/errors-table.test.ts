import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';

import { errorsPage } from '../docs/errors-page.ts';
import { errorTable } from '../services/base/errors/table.ts';
import { explainError } from '../services/base/messages/explain-error.ts';

/** The names of the parameters that a text uses, inside plurals and choices too. */
function parametersOf(text: string): string[] {
  const names = new Set<string>();
  const walk = (elements: readonly object[]): void => {
    for (const element of elements) {
      const { type, value, options } = element as {
        type: number;
        value: unknown;
        options?: Record<string, { value: object[] }>;
      };
      // 0 is literal text and 7 the # of a plural; everything else names a parameter.
      if (type !== 0 && type !== 7) names.add(String(value));
      for (const option of Object.values(options ?? {})) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(text, 'fr', undefined, { ignoreTag: true }).getAst());
  return [...names].sort();
}

describe('the table of errors', () => {
  it('is what docs/errors.md says', () => {
    const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'errors.md'), 'utf8');
    assert.equal(page, errorsPage(), 'run npm run generate:docs');
  });

  it('says the same with the same parameters in both languages', () => {
    for (const [code, definition] of Object.entries(errorTable)) {
      const uses = new Set(parametersOf(definition.text.fr));
      for (const text of [definition.text, definition.cause, definition.next]) {
        assert.notEqual(text.fr.trim(), '', code);
        assert.notEqual(text.en.trim(), '', code);
      }
      const english = new Set(parametersOf(definition.text.en));
      assert.deepEqual([...english].sort(), [...uses].sort(), `${code}: parameters of the two texts`);
    }
  });

  it('can be written with nothing but the parameters it names', () => {
    for (const [code, definition] of Object.entries(errorTable)) {
      const texts = [definition.text, definition.cause, definition.next].flatMap((text) => [
        text.fr,
        text.en,
      ]);
      const parameters = Object.fromEntries(texts.flatMap(parametersOf).map((name) => [name, `<${name}>`]));
      for (const language of ['fr', 'en'] as const) {
        const explained = explainError({ code, parameters }, language);
        assert.doesNotMatch(explained.text + explained.cause + explained.next, /[{}]/, code);
      }
    }
  });
});

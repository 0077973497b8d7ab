import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';

import { errorsPage } from '../docs/errors-page.ts';
import { errorTable, isErrorCode } from '../services/base/errors/table.ts';
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

  it('gives whatever a person can get wrong an exit status of its own: 2, or 3 where the surroundings are wrong', () => {
    const numbers = [
      ...[155, 156, 157, 158, 159, 161, 162, 163, 164, 165, 166, 168, 169, 170, 172, 173, 174],
      ...[175, 176, 177, 178, 179, 180, 181, 200, 201, 202, 203, 204, 205, 210, 211, 212, 263, 266, 267],
      ...[280, 281, 360, 361, 362, 363, 364, 600, 603, 606, 607, 609, 610, 614, 620, 621, 622, 623, 624],
      ...[625, 627, 628, 629, 630, 631, 632, 633, 634, 700, 701, 702, 703, 704, 705, 706, 707, 708, 709],
      ...[710, 711, 712, 713, 714, 715, 716, 717, 718, 719],
    ];
    for (const number of numbers) {
      const code = `HAPY-E${number}`;
      assert.ok(isErrorCode(code), code);
      assert.ok([2, 3].includes(errorTable[code].exit), code);
    }
  });
});

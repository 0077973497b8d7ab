import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { consequencesOf } from '../services/domain/health/causes.ts';
import { healthChecks } from '../services/domain/health/checks.ts';
import { isErrorCode } from '../services/base/errors/table.ts';
import { HealthScenario, showFinding } from './doubles/health-scenario.ts';

// Each file of scenarios/health is named after the check it is about: blocks of lines that tell what differs
// from a healthy cluster, a line of dashes, and what is found. With REWRITE=1 the files are written anew;
// commit such a change only when you understand what caused it.

const folder = join(import.meta.dirname, 'scenarios', 'health');
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));

function blocksOf(file: string): string[] {
  return readFileSync(join(folder, file), 'utf8').trimEnd().split('\n\n');
}

function run(block: string): string[] {
  const [told = ''] = block.split('\n----');
  const lines = told.split('\n');
  const scenario = new HealthScenario();
  for (const line of lines.filter((each) => !each.startsWith('#'))) scenario.tell(line);
  const found = scenario.judge().map(showFinding);
  return [...lines, '----', ...(found.length === 0 ? ['nothing is wrong'] : found)];
}

describe('health scenarios', () => {
  for (const file of files) {
    it(file.replace('.txt', '').replaceAll('-', ' '), () => {
      const actual = `${blocksOf(file)
        .map((block) => run(block).join('\n'))
        .join('\n\n')}\n`;
      if (process.env['REWRITE'] !== undefined) writeFileSync(join(folder, file), actual);
      assert.equal(actual, readFileSync(join(folder, file), 'utf8'));
    });
  }

  it('show every check where it finds each of its codes and where it does not', () => {
    for (const { name, codes } of healthChecks) {
      const blocks = blocksOf(`${name}.txt`);
      for (const code of codes) {
        assert.ok(
          blocks.some((block) => block.includes(` ${code} ${name} `)),
          `${code} of ${name}`,
        );
      }
      assert.ok(
        blocks.some((block) => codes.every((code) => !block.includes(` ${code} ${name} `))),
        `${name} is silent in no scenario`,
      );
    }
  });
});

describe('the table of causes', () => {
  it('names codes of checks only, and no code explains itself on any way round', () => {
    const found = new Set(healthChecks.flatMap(({ codes }) => codes));
    const walk = (code: string, path: readonly string[]): void => {
      assert.ok(found.has(code) && isErrorCode(code), code);
      assert.ok(!path.includes(code), [...path, code].join(' → '));
      for (const next of consequencesOf(code)) walk(next, [...path, code]);
    };
    for (const code of found) walk(code, []);
  });

  it('knows at least 25 checks, each under a name of its own', () => {
    assert.ok(healthChecks.length >= 25);
    assert.equal(new Set(healthChecks.map(({ name }) => name)).size, healthChecks.length);
  });
});

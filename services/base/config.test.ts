import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Type } from 'typebox';

import { loadConfig, parseConfig } from './config.ts';
import { HapyError } from './errors/hapy-error.ts';

const strict = { additionalProperties: false };
const schema = Type.Object(
  {
    platform: Type.Union([Type.Literal('eole'), Type.Literal('opennebula')]),
    listen: Type.Object(
      { port: Type.Integer({ minimum: 1, maximum: 65535, default: 2640 }) },
      { ...strict, default: {} },
    ),
    names: Type.Optional(Type.Array(Type.Object({ name: Type.String({ pattern: '^a+$' }) }, strict))),
  },
  strict,
);

const refusal = (text: string): Readonly<Record<string, string | number>> => {
  try {
    parseConfig(schema, text, 'x.yaml');
  } catch (error) {
    assert.ok(error instanceof HapyError);
    return { code: error.code, ...error.parameters };
  }
  throw new assert.AssertionError({ message: 'it was accepted' });
};

describe('strict YAML configuration', () => {
  it('fills in defaults and freezes the result', () => {
    const config = parseConfig(schema, 'platform: eole\n', 'x.yaml').value;
    assert.deepEqual(config, { platform: 'eole', listen: { port: 2640 } });
    assert.ok(Object.isFrozen(config.listen));
  });

  it('names file, line and key of an unknown key', () => {
    assert.deepEqual(refusal('platform: eole\nlisten:\n  port: 1\n  prt: 2\n'), {
      code: 'HAPY-E203',
      file: 'x.yaml',
      line: 4,
      key: 'listen.prt',
    });
  });

  it('names the key that is missing', () => {
    assert.deepEqual(refusal('names:\n- name: a\n- nam: b\n').code, 'HAPY-E204');
    assert.equal(refusal('').key, 'platform');
  });

  it('says what a value should have been, inside lists too', () => {
    assert.deepEqual(refusal('platform: debian\n'), {
      code: 'HAPY-E205',
      file: 'x.yaml',
      line: 1,
      key: 'platform',
      found: '"debian"',
      expected: 'eole | opennebula',
    });
    const inList = refusal('platform: eole\nnames:\n- name: a\n- name: b\n');
    assert.deepEqual([inList.line, inList.key, inList.expected], [4, 'names.1.name', 'string ^a+$']);
    assert.equal(refusal('platform: eole\nlisten: {port: 70000}\n').expected, 'integer 1..65535');
  });

  it('refuses duplicate keys, aliases and what is no YAML', () => {
    for (const text of [
      'platform: eole\nplatform: eole\n',
      'platform: &a eole\nnames: [*a]\n',
      '{',
      '\t- x',
    ]) {
      assert.equal(refusal(text).code, 'HAPY-E202', text);
    }
  });

  it('refuses a list, a number or a folder as the file', async () => {
    assert.equal(refusal('- 1\n').code, 'HAPY-E205');
    await assert.rejects(loadConfig(schema, tmpdir()), { code: 'HAPY-E200' });
    await assert.rejects(loadConfig(schema, '/nonexistent'), { code: 'HAPY-E200' });
  });

  it('never reads more than its bound, and no other encoding', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hapy-config-'));
    try {
      const large = join(folder, 'large.yaml');
      await writeFile(large, `platform: eole\n#${'x'.repeat(1024 * 1024)}`);
      await assert.rejects(loadConfig(schema, large), { code: 'HAPY-E201' });
      const foreign = join(folder, 'utf16.yaml');
      await writeFile(foreign, Buffer.from('platform: eole\n\u00e9', 'utf16le'));
      await assert.rejects(loadConfig(schema, foreign));
      await assert.rejects(loadConfig(schema, '/dev/zero'), { code: 'HAPY-E201' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

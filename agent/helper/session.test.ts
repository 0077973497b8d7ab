import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readSession } from './session.ts';

describe('reading one_auth', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hapy-session-'));
    file = join(folder, 'one_auth');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('takes the first line, without its end', async () => {
    for (const text of [
      'oneadmin:a b:c',
      'oneadmin:a b:c\n',
      'oneadmin:a b:c\r\n',
      'oneadmin:a b:c\nx:y\n',
    ]) {
      writeFileSync(file, text);
      assert.equal(await readSession(file), 'oneadmin:a b:c');
    }
  });

  it('refuses what is no session, and never quotes it', async () => {
    for (const text of [
      '',
      '\n',
      'oneadmin',
      'oneadmin:',
      ':secret',
      '\noneadmin:secret',
      'one\u0000admin:secret',
    ]) {
      writeFileSync(file, text);
      await assert.rejects(readSession(file), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'HAPY-E370', JSON.stringify(text));
        return !error.message.includes('secret');
      });
    }
  });

  it('says why it cannot be read', async () => {
    await assert.rejects(readSession(file), {
      code: 'HAPY-E321',
      parameters: { path: file, reason: 'ENOENT' },
    });
    mkdirSync(file);
    await assert.rejects(readSession(file), {
      code: 'HAPY-E321',
      parameters: { path: file, reason: 'EISDIR' },
    });
  });
});

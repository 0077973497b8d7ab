import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { parseApiToken } from '../../services/rpc/api-token.ts';
import { formedNode, spec } from './testing/cluster-fixture.ts';
import { FakeCoordinator } from './testing/fake-coordinator.ts';
import { type } from './testing/pretend-person.ts';

describe('hapyctl api-token', () => {
  let coordinator: FakeCoordinator;
  beforeEach(async () => (coordinator = await FakeCoordinator.start(spec.nodes.map(formedNode))));
  afterEach(() => coordinator.stop());

  const hapyctl = (words: string) =>
    type(['--dir', coordinator.directory, '--lang', 'en', ...words.split(' ')]);

  it('hands a token out once, alone on the standard output', async () => {
    const made = await hapyctl('api-token create --name nagios --scope read --expires 12h');
    assert.equal(made.status, 0, made.errors);
    assert.ok(parseApiToken(made.output.trim()), made.output);
    assert.match(
      made.errors,
      /^This token is shown this once\. Scope read, until \d{4}-\d\d-\d\d \d\d:\d\d\.\n$/,
    );
    const listed = await hapyctl('api-token list');
    assert.match(listed.output, /nagios +read +valid +.* never +local-admin\/test/);
    assert.ok(!listed.output.includes(made.output.trim().slice(22)), 'the secret stays out of the list');
    const json = await hapyctl('api-token list -o json');
    const [token] = (JSON.parse(json.output) as { apiTokens: Record<string, number>[] }).apiTokens;
    assert.equal((token?.['expiresAtMs'] ?? 0) - (token?.['createdAtMs'] ?? 0), 12 * 3_600_000);
  });

  it('writes it into a new file of mode 0600, and leaves none behind when it is refused', async () => {
    const file = join(coordinator.directory, 'token');
    const made = await hapyctl(`api-token create --name zephir --scope operate --out ${file}`);
    assert.equal(made.status, 0, made.errors);
    assert.ok(!made.output.includes('hapy_'));
    assert.ok(parseApiToken((await readFile(file, 'utf8')).trim()));
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const again = await hapyctl(`api-token create --name zephir --scope read --out ${file}2`);
    assert.match(again.errors, /^HAPY-E765 /);
    assert.equal(again.status, 2);
    await assert.rejects(stat(`${file}2`));
  });

  it('revokes by id or by name', async () => {
    await hapyctl('api-token create --name nagios');
    const revoked = await hapyctl('api-token revoke nagios');
    assert.equal(revoked.output, 'API token “nagios” revoked: it is worth nothing from now on.\n');
    assert.match((await hapyctl('api-token list')).output, /nagios +read +revoked/);
    const unknown = await hapyctl('api-token revoke nobody');
    assert.match(unknown.errors, /^HAPY-E769 /);
    assert.equal(unknown.status, 2);
  });

  it('refuses what cannot be, before or after asking', async () => {
    for (const words of [
      'api-token create --name nagios --expires 12',
      'api-token create --name nagios --expires 367d',
      'api-token create --name nagios --expires 30m --scope admin',
      'api-token create --name é',
      'api-token create',
    ]) {
      const { status, errors } = await hapyctl(words);
      assert.equal(status, 2, words);
      assert.match(errors, /^HAPY-E\d{3} /, words);
    }
  });

  it('has its list in JSON and YAML like every other', async () => {
    assert.deepEqual(JSON.parse((await hapyctl('api-token list -o json')).output), { apiTokens: [] });
  });
});

describe('hapyctl can', () => {
  it('shows what can be done now, and why not the rest', async () => {
    const coordinator = await FakeCoordinator.start(spec.nodes.map(formedNode));
    try {
      const shown = await type(['--dir', coordinator.directory, '--lang', 'fr', 'can']);
      assert.match(shown.output, /^ACTION +POSSIBLE +POURQUOI PAS/m);
      assert.match(shown.output, /^drill +(oui|non)/m);
      assert.match(shown.output, /^remove hapy1 +non +hapy1 porte le coordinateur .*\(HAPY-E564\)/m);
      const json = await type(['--dir', coordinator.directory, 'can', '-o', 'json']);
      const { role, deeds } = JSON.parse(json.output) as {
        role: string;
        deeds: { deed: string; can: boolean }[];
      };
      assert.equal(role, 'local-admin');
      assert.equal(deeds.find(({ deed }) => deed === 'create-api-token')?.can, true);
      assert.equal(deeds.find(({ deed }) => deed === 'resume')?.can, false);
    } finally {
      await coordinator.stop();
    }
  });
});

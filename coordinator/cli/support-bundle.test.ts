import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { stat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { newEvent } from '../../services/domain/events/event.ts';
import { formedNode, spec } from './testing/cluster-fixture.ts';
import { FakeCoordinator } from './testing/fake-coordinator.ts';
import { type } from './testing/pretend-person.ts';

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');
const password = 'oneadmin:s3cr3t-of-hapy';

describe('hapyctl support-bundle', () => {
  const secrets = [
    password,
    's3cr3t-of-hapy',
    digestOf(password),
    digestOf(password).slice(0, 12),
    digestOf('another').slice(0, 12),
    'MIGHAgEAMBMGByqGSM49',
    'AGE-SECRET-KEY-1QQPQ',
    'hunter2hunter2',
  ];
  let coordinator: FakeCoordinator;

  beforeEach(async () => {
    // One node has another one_auth, so that findings show a part of both digests.
    coordinator = await FakeCoordinator.start(
      spec.nodes.map((node, at) => {
        const oneAuthDigest = digestOf(at === 2 ? 'another' : password);
        return { ...formedNode(node), credentials: { oneAuthDigest, oneKeyDigest: digestOf('key') } };
      }),
    );
    const reason = [
      'somebody pasted -----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n-----END PRIVATE KEY-----',
      'AGE-SECRET-KEY-1QQPQ and',
      `password=hunter2hunter2 and ${password}`,
    ].join(' ');
    coordinator.tell([
      newEvent('holder-denied', { parameters: { holder: 'agent/hapy2', reason, by: 'root' } }),
    ]);
  });
  afterEach(() => coordinator.stop());

  it('holds what helps, and none of the secrets of the run', async () => {
    const out = join(coordinator.directory, 'support.tar.gz');
    const { status, output } = await type(
      ['--dir', coordinator.directory, 'support-bundle', '--out', out, '--lang', 'en'],
      {},
    );
    assert.equal(status, 0, output);
    assert.match(output, /No password, key or token/);
    assert.equal((await stat(out)).mode & 0o777, 0o600);
    const text = gunzipSync(await readFile(out)).toString('utf8');
    for (const name of ['versions.json', 'status.json', 'events.json', 'runs.json', 'audit.jsonl']) {
      assert.ok(text.includes(`hapy-support/${name}`), name);
    }
    assert.match(text, /HAPY-E653/, 'the finding about one_auth is in it');
    for (const secret of secrets) assert.ok(!text.includes(secret), secret);
    const [first, second, third] = [...text.matchAll(/"oneAuthDigest": "([^"]+)"/g)].map(([, name]) => name);
    assert.ok(first === second && first !== third, 'whose one_auth differs can still be seen');
  });

  it('holds the error of a part that cannot be had', async () => {
    const out = join(coordinator.directory, 'support.tar.gz');
    await type(['--dir', coordinator.directory, 'support-bundle', '--out', out], {});
    const text = gunzipSync(await readFile(out)).toString('utf8');
    // The coordinator of this test has no service of trust.
    assert.match(text, /certificates\.json[\s\S]*"error"/);
  });
});

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { readConsoleFiles } from './console-files.ts';
import type { Problem } from './problem.ts';
import { AppFixture, stranger } from './testing/app-fixture.ts';

describe('the files of the console', () => {
  const fixture = new AppFixture();
  const script = 'console.log("hâpy");'.repeat(50);
  let folder = '';

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'hapy-console-'));
    const page = join(folder, 'page');
    mkdirSync(join(page, 'fonts'), { recursive: true });
    writeFileSync(join(folder, 'secret.json'), '"secret"');
    writeFileSync(join(page, 'index.html'), '<!doctype html><title>Hâpy</title>');
    writeFileSync(join(page, 'main-ABCD2345.js'), script);
    writeFileSync(join(page, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    writeFileSync(join(page, 'fonts', 'a.woff2'), 'font');
    writeFileSync(join(page, 'main.ts'), 'source');
    writeFileSync(join(page, '.secret'), 'secret');
    symlinkSync(join(folder, 'secret.json'), join(page, 'link.json'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(async () => (fixture.console = await readConsoleFiles(join(folder, 'page'))));
  afterEach(() => fixture.close());

  it('are the page at / and what it is made of, for everyone', async () => {
    const app = await fixture.app(stranger);
    const page = await app.inject('/');
    assert.deepEqual([page.statusCode, page.headers['content-type']], [200, 'text/html; charset=utf-8']);
    assert.match(page.body, /Hâpy/);
    assert.equal(page.headers['cache-control'], 'no-cache');
    const main = await app.inject('/console/main-ABCD2345.js');
    assert.deepEqual(
      [main.statusCode, main.headers['content-type'], main.body],
      [200, 'text/javascript; charset=utf-8', script],
    );
    assert.equal(main.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.equal((await app.inject('/console/fonts/a.woff2')).statusCode, 200);
  });

  it('come with a policy that lets nothing run but themselves', async () => {
    const app = await fixture.app(stranger);
    for (const url of ['/', '/console/main-ABCD2345.js']) {
      const policy = String((await app.inject(url)).headers['content-security-policy']);
      assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
      assert.doesNotMatch(policy, /unsafe|\*|https?:|data:/);
      assert.match(policy, /frame-ancestors 'none'/);
    }
  });

  it('are not sent again to whoever has them, and packed to whoever can unpack', async () => {
    const app = await fixture.app(stranger);
    const url = '/console/main-ABCD2345.js';
    const { headers } = await app.inject(url);
    const known = await app.inject({
      url,
      headers: { 'if-none-match': `"other", W/${String(headers['etag'])}` },
    });
    assert.deepEqual([known.statusCode, known.body], [304, '']);
    for (const [accepted, encoding, unpack] of [
      ['gzip, deflate, br', 'br', brotliDecompressSync],
      ['gzip;q=1.0, br;q=0', 'gzip', gunzipSync],
      ['zstd', undefined, (bytes: Buffer) => bytes],
    ] as const) {
      const sent = await app.inject({ url, headers: { 'accept-encoding': accepted } });
      assert.equal(sent.headers['content-encoding'], encoding);
      assert.equal(unpack(sent.rawPayload).toString(), script);
      assert.equal(sent.headers['vary'], 'accept-encoding');
    }
  });

  it('are all that is served: no other file of the folder, no link, and nothing above it', async () => {
    const app = await fixture.app(stranger);
    for (const path of [
      ...['main.ts', '.secret', 'link.json', '', 'fonts', 'fonts/', 'toString', '__proto__'],
      ...['../secret.json', '..%2fsecret.json', '%2e%2e/secret.json', '%2e%2e%2fsecret.json'],
      ...['..%5csecret.json', '....//secret.json', '%252e%252e%252fsecret.json', 'fonts/../../secret.json'],
      ...['/etc/passwd', '%2fetc%2fpasswd', '%00', 'index.html%00.js', '%c0%ae%c0%ae/secret.json', '%'],
    ]) {
      const answer = await app.inject(`/console/${path}`);
      assert.ok([400, 404].includes(answer.statusCode), `${path}: ${answer.statusCode}`);
      assert.match(answer.json<Problem>().code, /^HAPY-E11[34]$/, path);
      assert.doesNotMatch(answer.body, /"secret"|source/);
    }
  });

  it('are missed with a code when there is no console, and the API answers all the same', async () => {
    fixture.console = await readConsoleFiles(join(folder, 'nowhere'));
    const app = await fixture.app();
    const page = await app.inject('/');
    assert.deepEqual([page.statusCode, page.json<Problem>().code], [404, 'HAPY-E771']);
    assert.equal((await app.inject('/api/v1/cluster')).statusCode, 200);
  });
});

import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

import { runningPid } from '../../sandbox/double/file-lock.ts';
import { RealFounding } from '../kill-points/real-founding.ts';

/** Pictures of what was looked at, kept for people; git does not. */
const pictures = join(import.meta.dirname, '../../dist/console');
const chromiumProgram = '/usr/bin/chromium';
/** A founding in real processes on a busy machine. */
const patienceMs = 240_000;

/* A sandbox cluster is formed, disturbed and looked at from the page, by a real browser. */
describe('the web console in a browser', function () {
  this.timeout(30 * 60_000);
  let founding: RealFounding;
  let browser: Browser;
  let page: Page;
  let failed = false;

  before(async () => {
    // The first try of one action fails, so that there is something to resume.
    founding = await RealFounding.start(3, { error: ['configure-member/hapy2'] });
    await mkdir(pictures, { recursive: true });
    browser = await chromium.launch({
      executablePath: chromiumProgram,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
    });
    page = await open('fr-FR');
  });
  beforeEach(function () {
    if (failed) this.skip();
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    failed = true;
    await page.screenshot({ path: join(pictures, 'failed.png'), fullPage: true });
  });
  after(async () => {
    await browser?.close();
    await founding?.remove();
  });

  const origin = () => `https://${new URL(founding.node('hapy1').endpoint).hostname}:2642/`;

  async function open(locale: string, viewport = { width: 1400, height: 1000 }): Promise<Page> {
    // The cluster's own authority is not the browser's; that its certificate is right is tested elsewhere.
    const context = await browser.newContext({ ignoreHTTPSErrors: true, locale, viewport });
    const opened = await context.newPage();
    opened.setDefaultTimeout(patienceMs);
    await opened.goto(origin());
    return opened;
  }

  async function signIn(as: Page, name: string, scope: string): Promise<void> {
    const file = join(founding.directory, `${name}.token`);
    const made = await founding.hapyctl(
      'api-token',
      'create',
      '--name',
      name,
      '--scope',
      scope,
      '--out',
      file,
    );
    assert.equal(made.status, 0, made.output);
    await as.fill('#login-token', (await readFile(file, 'utf8')).trim());
    await as.click('form button');
    await as.waitForSelector('nav');
  }

  async function inspect(name: string, of = page): Promise<void> {
    await of.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    // Through the debugger, which the page's own policy does not bind.
    await of.evaluate(axe);
    const { violations } = await of.evaluate<AxeResults>('axe.run()');
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const told = grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    assert.deepEqual(told, [], name);
  }

  it('lets nobody in without a token', async () => {
    await page.waitForSelector('#login-token');
    await inspect('login');
    await page.fill('#login-token', 'hapy-not-a-token');
    await page.click('form button');
    await page.waitForSelector('[role=alert] .notice');
    await signIn(page, 'console', 'operate');
  });

  it('shows the plan, starts it, shows what failed, and resumes it', async () => {
    await page.click('nav a[href="#/plan"]');
    await page.waitForSelector('.stage');
    await inspect('plan');
    await page.click('[data-act=apply]');
    await page.waitForSelector('dialog[open]');
    await inspect('confirm');
    await page.click('[data-act=confirm]');
    await page.waitForSelector('[data-status=partial]');
    await page.waitForSelector('.step-error');
    await page.waitForSelector('[data-act=resume]:enabled');
    await inspect('run-failed');
    await page.click('[data-act=resume]');
    await page.click('dialog [data-act=confirm]');
    await page.waitForSelector('[data-status=succeeded]');
    await inspect('run-done');
  });

  it('proves the cluster by a drill, which stands in the history with its times', async () => {
    await page.click('nav a[href="#/plan"]');
    await page.click('[data-verb=drill]');
    await page.click('[data-act=drill]:enabled');
    await page.click('dialog [data-act=confirm]');
    await page.waitForSelector('[data-status=succeeded]');
    await page.click('nav a[href="#/runs"]');
    await page.waitForSelector('.chart circle.led');
    await page.waitForSelector('.chart circle.whole');
    // What the coordinator has seen meanwhile, not what this page has.
    const remembered = await page.evaluate<number>(
      `fetch('/api/v1/lags').then((answer) => answer.json()).then(({ samples }) => samples.length)`,
    );
    assert.ok(remembered > 0);
    await inspect('drill');
  });

  it('sees the virtual address move when the leader dies', async () => {
    await page.click('nav a[href="#/"]');
    await page.waitForSelector('.node.leads .vip');
    await inspect('cluster');
    const was = await page.getAttribute('.node.leads', 'data-node');
    assert.ok(was !== null);
    const pid = runningPid(founding.node(was).paths.onedPid);
    assert.ok(pid !== undefined, was);
    process.kill(pid, 'SIGKILL');
    await page.waitForSelector(`.node.leads:not([data-node="${was}"]) .vip`);
    await page.screenshot({ path: join(pictures, 'fail-over.png'), fullPage: true });
  });

  it('makes a join token, which is shown once', async () => {
    await page.click('nav a[href="#/trust"]');
    await page.waitForSelector('[data-act=create-token]:enabled');
    await page.waitForSelector('tbody tr');
    await inspect('trust');
    await page.click('[data-act=create-token]');
    const token = await page.inputValue('dialog textarea');
    assert.ok(token.length > 100, 'a token');
    await page.click('dialog button');
    await page.waitForSelector('dialog', { state: 'detached' });
    assert.doesNotMatch(await page.content(), new RegExp(token.slice(0, 40)));
  });

  it('lets an auditor look and not act, in English, on a phone', async () => {
    const auditor = await open('en-GB', { width: 390, height: 844 });
    await signIn(auditor, 'wall', 'read');
    await auditor.waitForSelector('text=Virtual address');
    await inspect('phone', auditor);
    await auditor.goto(`${origin()}#/plan`);
    const button = await auditor.waitForSelector('[data-act=apply]:disabled');
    const why = await auditor.textContent(`#${await button.getAttribute('aria-describedby')}`);
    assert.match(why ?? '', /role/i);
    await inspect('auditor-plan', auditor);
  });

  it('marks what it shows as old while the coordinator is away, and goes on afterwards', async () => {
    await page.click('nav a[href="#/"]');
    assert.ok(await founding.signal('coordinator', 'SIGKILL'));
    await page.waitForSelector('.outage');
    await page.waitForSelector('.picture .node');
    await inspect('coordinator-away');
    await founding.startAgain();
    await page.waitForSelector('.link.good');
    await page.click('nav a[href="#/audit"]');
    await page.waitForSelector('tbody tr');
    await inspect('audit');
    await page.click('nav a[href="#/runs"]');
    await page.waitForSelector('.chart circle');
    await inspect('runs');
  });
});

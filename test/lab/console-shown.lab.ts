import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { operateToken } from '../../gateway/testing/fake-coordinator.ts';
import { ShownCluster } from '../console/shown-cluster.ts';
import { graveFaultsOf, ShownGateway } from '../console/shown-gateway.ts';
import { healthyCluster } from '../doubles/healthy-cluster.ts';
import { withStorage } from '../doubles/healthy-storage.ts';

/** Pictures of what was looked at, kept for people; git does not. */
const pictures = join(import.meta.dirname, '../../dist/console');
/** A browser on a machine with two busy cores. */
const patienceMs = 90_000;

/** Each page with what shows that it is there. */
const pages = [
  ['', '.picture .node'],
  ['plan', '.stage'],
  ['runs', '.chart circle'],
  ['runs/130-0123abcd', '[data-step=done]'],
  ['trust', 'tbody tr'],
  ['audit', 'tbody tr'],
] as const;

/* The page over states that a sandbox would need minutes to come to: console.lab.ts has the real one. */
describe('the web console over shown states', function () {
  this.timeout(30 * 60_000);
  const cluster = new ShownCluster();
  let gateway: ShownGateway;
  let page: Page;
  let complaints: string[];

  before(async () => {
    await mkdir(pictures, { recursive: true });
    cluster.input = withStorage(healthyCluster(3));
    gateway = await ShownGateway.start(cluster);
    ({ page, complaints } = await gateway.open({ locale: 'fr-FR', colorScheme: 'light' }, operateToken));
    page.setDefaultTimeout(patienceMs);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await keep('shown-failed');
  });
  after(() => gateway?.stop());

  const keep = (name: string, of = page) =>
    of.screenshot({ path: join(pictures, `${name}.png`), fullPage: true, animations: 'disabled' });

  async function go(place: string, ready: string, on = page): Promise<void> {
    await on.evaluate(`location.hash = '#/${place}'`);
    await on.waitForSelector(ready);
  }

  /** Nobody has to push a page from side to side. */
  async function fitsIn(on: Page, about: string): Promise<void> {
    const tooWide = await on.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    assert.ok(tooWide <= 0, `${about}: ${tooWide} pixels too wide`);
  }

  const lastWish = (rpc: string) => cluster.wishes.findLast((wish) => wish.rpc === rpc)?.request;

  it('has no serious fault for anybody, in light and dark, in French and English', async () => {
    for (const [language, theme] of [
      ['fr', 'light'],
      ['en', 'dark'],
    ] as const) {
      if (language === 'en') await page.click('.controls [lang=en]');
      await page.emulateMedia({ colorScheme: theme });
      for (const [place, ready] of pages) {
        await go(place, ready);
        assert.equal(await page.getAttribute('html', 'lang'), language);
        const name = `shown-${place.split('/')[0] === place ? place : 'run'}-${language}-${theme}`;
        await keep(place === '' ? `shown-cluster-${language}-${theme}` : name);
        assert.deepEqual(await graveFaultsOf(page), [], name);
        await fitsIn(page, name);
      }
    }
    assert.equal(
      await page.getAttribute('html', 'data-theme'),
      'auto',
      'the colours are those of the system',
    );
    await page.click('.controls .icon');
    await page.click('.controls [lang=fr]');
    await page.waitForSelector('html[lang=fr][data-theme=light]');
    for (const [place, ready] of pages.slice(0, 2)) {
      await go(place, ready);
      assert.deepEqual(await graveFaultsOf(page), [], place);
    }
    const refusals = complaints.filter((line) => !line.includes('401'));
    assert.deepEqual(refusals, [], 'its own policy refused something, or something failed');
  });

  it('shows where the disks lie, and a copy that is missing', async () => {
    await go('', '.storage.good .brick');
    const [report] = cluster.input.observed.reports;
    const reports = cluster.input.observed.reports.map((each) => {
      const heal = each.state?.storage?.heals[0];
      if (each.state?.storage === undefined || heal === undefined) return each;
      const bricks = heal.bricks.map((brick, at) =>
        at === 2 ? { ...brick, connected: false } : { ...brick, pending: 9 },
      );
      const storage = { ...each.state.storage, heals: [{ ...heal, bricks }] };
      return { ...each, state: { ...each.state, storage } };
    });
    assert.ok(report !== undefined);
    cluster.input = { ...cluster.input, observed: { reports } };
    await page.waitForSelector('.storage.error .brick.lost');
    assert.match((await page.textContent('[data-fact="fact.storage"]')) ?? '', /2 sur 3.*9 entrées/s);
    await keep('shown-storage');
    cluster.input = withStorage(healthyCluster(3));
    await page.waitForSelector('.storage.good');
  });

  it('is used with the keyboard alone: a drill from the plan to the run', async () => {
    await go('', '.picture .node');
    await page.reload();
    await page.waitForSelector('.picture .node');
    const isAt = (selector: string) =>
      page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`);
    const tabTo = async (wanted: string) => {
      for (let step = 0; step < 60; step += 1) {
        await page.keyboard.press('Tab');
        const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
        const at = await page.evaluate<string>('document.activeElement.outerHTML.slice(0, 120)');
        assert.ok(at.startsWith('<body') || outline !== 'none', `nobody sees that this has the focus: ${at}`);
        if (await isAt(wanted)) return;
      }
      assert.fail(`${wanted} cannot be reached`);
    };
    await tabTo('.skip');
    await page.keyboard.press('Enter');
    assert.ok(await isAt('#main'), 'one is behind what stands on every page');
    await page.reload();
    await page.waitForSelector('.picture .node');
    await tabTo('nav a[href="#/plan"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-verb=drill]');
    await tabTo('[data-verb=drill]');
    await page.keyboard.press('Space');
    await page.waitForSelector('[data-act=drill]:enabled');
    await tabTo('[data-act=drill]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open] input:focus');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    assert.equal(lastWish('StartRun'), undefined, 'nothing was begun');
    assert.ok(await isAt('[data-act=drill]'), 'one is where one was');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open] input:focus');
    await page.keyboard.type('exercice mensuel');
    await tabTo('[data-act=confirm]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-status=succeeded]');
    assert.partialDeepStrictEqual(lastWish('StartRun'), { drill: true, reason: 'exercice mensuel' });
  });

  it('asks for exactly what was filled in: add, replace and remove', async () => {
    cluster.input = healthyCluster(5);
    await go('', '[data-row=hapy5]');
    await go('plan', '[data-verb=add]');
    await page.click('[data-verb=add]');
    await page.fill('[name=name]', 'hapy6');
    await page.fill('[name=address]', '10.77.0.16');
    await page.click('form .button');
    await page.waitForSelector('[data-act=add]:enabled');
    const added = [{ name: 'hapy6', address: '10.77.0.16', fqdn: '' }];
    assert.partialDeepStrictEqual(lastWish('GetPlan'), {
      intent: { verb: { $case: 'add', value: { nodes: added } } },
    });
    await page.click('[data-act=add]');
    await page.click('[data-act=confirm]');
    await page.waitForSelector('[data-status]');
    assert.partialDeepStrictEqual(lastWish('StartRun'), {
      intent: { verb: { $case: 'add', value: { nodes: added } } },
    });

    await go('plan', '[data-verb=replace]');
    await page.click('[data-verb=replace]');
    await page.selectOption('[name=node]', 'hapy3');
    await page.fill('[name=address]', '10.77.0.33');
    await page.fill('[name=fence]', 'courant coupé');
    await page.click('form .button');
    await page.waitForSelector('[data-act=replace]:enabled');
    const replacement = { name: 'hapy3', address: '10.77.0.33', fqdn: '' };
    assert.partialDeepStrictEqual(lastWish('GetPlan'), {
      intent: { verb: { $case: 'replace', value: { node: 'hapy3', fence: 'courant coupé', replacement } } },
    });

    await page.click('[data-verb=remove]');
    await page.selectOption('[name=node]', 'hapy4');
    await page.check('[name=dead]');
    await page.click('form .button');
    await page.waitForSelector('[data-act=remove]:enabled');
    assert.partialDeepStrictEqual(lastWish('GetPlan'), {
      intent: { verb: { $case: 'remove', value: { node: 'hapy4', dead: true } } },
    });
    // With three nodes none may go, and the button says so.
    cluster.input = healthyCluster(3);
    const button = await page.waitForSelector('[data-act=remove]:disabled');
    const why = await page.textContent(`#${await button.getAttribute('aria-describedby')}`);
    assert.ok((why ?? '').length > 20, `${why}`);
  });

  it('turns back through the runs of the past', async () => {
    await go('runs', '.chart circle');
    const rows = () => page.locator('tbody tr').count();
    assert.equal(await rows(), 50);
    await page.click('[data-act=older]');
    await page.waitForSelector('tbody tr:nth-child(100)');
    await page.click('[data-act=older]');
    await page.waitForSelector('tbody tr:nth-child(130)');
    await page.waitForSelector('[data-act=older]', { state: 'detached' });
  });

  it('shows a hundred nodes, and finds one of them', async () => {
    cluster.input = healthyCluster(100);
    await go('', '.picture.tiles');
    assert.equal(await page.locator('.picture .node').count(), 100);
    await fitsIn(page, 'a hundred nodes');
    await keep('shown-hundred');
    await page.fill('input[type=search]', 'hapy77');
    await page.waitForSelector('.nodes tbody tr:only-child');
    assert.deepEqual(await graveFaultsOf(page), []);
    cluster.input = healthyCluster(3);
    await page.waitForSelector('.picture.ring');
  });

  it('is read on a phone held upright', async () => {
    const { page: phone } = await gateway.open(
      { locale: 'en-GB', colorScheme: 'dark', viewport: { width: 390, height: 844 }, hasTouch: true },
      operateToken,
    );
    phone.setDefaultTimeout(patienceMs);
    for (const [place, ready] of pages) {
      await go(place, ready, phone);
      await fitsIn(phone, place);
      await keep(
        `shown-phone-${place.split('/')[0] === '' ? 'cluster' : place.replace(/\/.*/, '-one')}`,
        phone,
      );
    }
    await go('', '.picture .node', phone);
    const smallest = await phone.evaluate<number>(`
      const svg = document.querySelector('.picture svg');
      const sizes = [...svg.querySelectorAll('text')].map((text) => parseFloat(getComputedStyle(text).fontSize));
      (Math.min(...sizes) * svg.clientWidth) / svg.viewBox.baseVal.width`);
    assert.ok(smallest >= 10, `letters of ${smallest} pixels in the picture`);
    assert.deepEqual(await graveFaultsOf(phone), []);
    await phone.context().close();
  });

  it('makes an API token for a person with a certificate, once, and takes it back', async () => {
    const refusing = await (async () => {
      await go('trust', '[data-act=create-api-token]:disabled');
      const button = await page.waitForSelector('[data-act=create-api-token]');
      return page.textContent(`#${await button.getAttribute('aria-describedby')}`);
    })();
    assert.match(refusing ?? '', /personne|jeton/i, 'a token makes no token, and the button says so');
    const clientCertificates = gateway.operatorCertificate();
    const { page: person } = await gateway.open({ locale: 'fr-FR', clientCertificates });
    person.setDefaultTimeout(patienceMs);
    await go('trust', '[data-act=create-api-token]:enabled', person);
    await person.fill('[name=name]', 'nagios');
    await person.click('[data-act=create-api-token]');
    const token = await person.inputValue('dialog textarea');
    assert.match(token, /^hapy_/);
    assert.partialDeepStrictEqual(lastWish('CreateApiToken'), {
      ...{ name: 'nagios', scope: 'read', ttlSeconds: 90 * 86_400 },
    });
    await person.click('dialog button');
    await person.waitForSelector('dialog', { state: 'detached' });
    assert.ok(!(await person.content()).includes(token.slice(0, 40)), 'it stands nowhere any more');
    await keep('shown-api-token', person);
    await person.click('[data-api-token=nagios] button');
    await person.waitForSelector('[data-api-token=nagios]:not(:has(button))');
    assert.equal(cluster.apiTokens[0]?.state, 'revoked');
    await person.context().close();
  });

  it('keeps what it showed while the network is away, begins nothing, and goes on by itself', async () => {
    await go('trust', '[data-act=create-token]:enabled');
    await page.context().setOffline(true);
    await page.waitForSelector('.outage');
    const button = await page.waitForSelector('[data-act=create-token]:disabled');
    const why = await page.textContent(`#${await button.getAttribute('aria-describedby')}`);
    assert.match(why ?? '', /pas à jour/);
    await go('', '.picture .node');
    await page.context().setOffline(false);
    await page.waitForSelector('.link.good');
    await page.waitForSelector('.outage', { state: 'detached' });
  });

  it('begins with what was known last when the coordinator is away, and says so', async () => {
    cluster.away = true;
    await page.waitForSelector('.outage');
    await page.reload();
    await page.waitForSelector('.picture .node.leads');
    await page.waitForSelector('.link.warning');
    await keep('shown-away');
    cluster.away = false;
    await page.waitForSelector('.link.good');
  });
});

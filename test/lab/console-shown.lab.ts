import assert from 'node:assert/strict';

import type { Page } from 'playwright-core';

import { operateToken, readToken } from '../../gateway/testing/fake-coordinator.ts';
import { cutWordsIn, fitsIn, keepPicture, nameOf, pages } from '../console/pages.ts';
import { storageCases } from '../console/storage-cases.ts';
import { ShownCluster } from '../console/shown-cluster.ts';
import { graveFaultsOf, ShownGateway } from '../console/shown-gateway.ts';
import { healthyCluster } from '../doubles/healthy-cluster.ts';
import { withStorage } from '../doubles/healthy-storage.ts';

/** A browser on a machine with two busy cores. */
const patienceMs = 90_000;

/* The page over states that a sandbox would need minutes to come to: console.lab.ts has the real one. */
describe('the web console over shown states', function () {
  this.timeout(30 * 60_000);
  const cluster = new ShownCluster();
  let gateway: ShownGateway;
  let page: Page;
  let complaints: string[];

  before(async () => {
    cluster.input = withStorage(healthyCluster(3));
    gateway = await ShownGateway.start(cluster);
    ({ page, complaints } = await gateway.open({ locale: 'fr-FR', colorScheme: 'light' }, operateToken));
    page.setDefaultTimeout(patienceMs);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await keep('shown-failed');
  });
  after(() => gateway?.stop());

  const keep = (name: string, of = page) => keepPicture(of, name);

  async function go(place: string, ready: string, on = page): Promise<void> {
    await on.evaluate(`location.hash = '#/${place}'`);
    await on.waitForSelector(ready);
  }

  /** What stands at a button that cannot be pressed. */
  async function whyNot(act: string): Promise<string> {
    const button = await page.waitForSelector(`[data-act=${act}]:disabled`);
    return (await page.textContent(`#${await button.getAttribute('aria-describedby')}`)) ?? '';
  }

  const lastWish = (rpc: string) => cluster.wishes.findLast((wish) => wish.rpc === rpc)?.request;

  for (const language of ['fr', 'en'] as const) {
    it(`has no serious fault for anybody, in light and dark (${language})`, async () => {
      if (language === 'en') await page.click('.controls [lang=en]');
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme });
        for (const [place, ready] of pages) {
          await go(place, ready);
          assert.equal(await page.getAttribute('html', 'lang'), language);
          const name = `shown-${nameOf(place)}-${language}-${theme}`;
          if ((language === 'fr') === (theme === 'light')) await keep(name);
          assert.deepEqual(await graveFaultsOf(page), [], name);
          await fitsIn(page, name);
        }
      }
    });
  }

  it('takes the colours of the system, until somebody wants others', async () => {
    assert.equal(await page.getAttribute('html', 'data-theme'), 'auto');
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

  storageCases(() => ({ page, cluster, go, whyNot, lastWish, keep }));

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
    const begun = cluster.wishes.filter(({ rpc }) => rpc === 'StartRun').length;
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
    assert.equal(cluster.wishes.filter(({ rpc }) => rpc === 'StartRun').length, begun, 'nothing was begun');
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
    assert.ok((await whyNot('remove')).length > 20);
  });

  it('turns back through the runs of the past', async () => {
    await go('runs', '.chart circle');
    const rows = 'table[aria-labelledby=runs-title] tbody tr';
    assert.equal(await page.locator(rows).count(), 50);
    for (const count of [100, 130]) {
      await page.click('[data-act=older]');
      await page.waitForSelector(`${rows}:nth-child(${count}):last-child`);
    }
    await page.waitForSelector('[data-act=older]', { state: 'detached' });
    // The lag is that of the last hour, though the page was opened a minute ago; where nobody led nothing is drawn.
    const lag = page.locator('section[aria-labelledby=lag-title]');
    assert.match((await lag.locator('figcaption').textContent()) ?? '', /depuis (59\smin|1\sh)/);
    assert.equal(await lag.locator('polyline').count(), 2);
  });

  it('turns back through the audit, and finds in it what somebody looks for', async () => {
    await go('audit', 'tbody tr');
    assert.equal(await page.locator('tbody tr').count(), 100);
    for (const count of [200, 230]) {
      await page.click('[data-act=older]');
      await page.waitForSelector(`tbody tr:nth-child(${count}):last-child`);
    }
    // The mark counts at once, what was typed when somebody says so.
    await page.check('[name=refused]');
    await page.waitForSelector('tbody tr:nth-child(26):last-child');
    await page.fill('[name=containing]', 'BERTHE');
    await page.press('[name=containing]', 'Enter');
    await page.waitForSelector('tbody tr:nth-child(6):last-child');
    assert.deepEqual(await graveFaultsOf(page), []);
    await keep('shown-audit-found');
    await page.fill('[name=containing]', 'nobody');
    await page.press('[name=containing]', 'Enter');
    await page.waitForSelector('tbody', { state: 'detached' });
    // What is looked for stays while something new happens, and the newest come on top.
    await page.uncheck('[name=refused]');
    await page.fill('[name=containing]', '');
    await page.press('[name=containing]', 'Enter');
    await page.waitForSelector('tbody tr:nth-child(100)');
  });

  it('says why nothing can be revoked by whoever may only look, at each button', async () => {
    const { page: reader } = await gateway.open({ locale: 'fr-FR' }, readToken);
    reader.setDefaultTimeout(patienceMs);
    await go('trust', '[data-act=revoke-token]:disabled', reader);
    const acts = await reader.locator('main [data-act]').all();
    assert.ok(acts.length >= 4, `${acts.length} buttons`);
    for (const act of acts) {
      assert.ok(await act.isDisabled());
      const why = await reader.textContent(`#${await act.getAttribute('aria-describedby')}`);
      assert.match(why ?? '', /rôle|droit|lit|personne/i, `${await act.getAttribute('data-act')}`);
    }
    await keep('shown-reader-trust', reader);
    assert.deepEqual(await graveFaultsOf(reader), []);
    await reader.context().close();
  });

  it('shows a hundred nodes, and finds one of them', async () => {
    cluster.input = healthyCluster(100);
    await go('', '.picture.tiles');
    assert.equal(await page.locator('.picture .node').count(), 100);
    await fitsIn(page, 'a hundred nodes');
    await keep('shown-hundred');
    await page.fill('input[type=search]', 'hapy77');
    await page.waitForSelector('table[aria-labelledby=nodes-title] tbody tr:only-child');
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
      assert.deepEqual(await cutWordsIn(phone), [], place);
      await keep(`shown-phone-${nameOf(place)}`, phone);
      assert.deepEqual(await graveFaultsOf(phone), [], place);
    }
    await go('', '.picture .node', phone);
    const smallest = await phone.evaluate<number>(`
      const svg = document.querySelector('.picture svg');
      const sizes = [...svg.querySelectorAll('text')].map((text) => parseFloat(getComputedStyle(text).fontSize));
      (Math.min(...sizes) * svg.clientWidth) / svg.viewBox.baseVal.width`);
    assert.ok(smallest >= 10, `letters of ${smallest} pixels in the picture`);
    await phone.context().close();
  });

  it('makes an API token for a person with a certificate, once, and takes it back', async () => {
    await go('trust', '[data-act=create-api-token]:disabled');
    assert.match(await whyNot('create-api-token'), /personne|jeton/i, 'a token makes no token, and says so');
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
    assert.match(await whyNot('create-token'), /pas à jour/);
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

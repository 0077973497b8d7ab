import assert from 'node:assert/strict';

import type { Page } from 'playwright-core';

import { healthyCluster } from '../doubles/healthy-cluster.ts';
import { withStorage } from '../doubles/healthy-storage.ts';
import type { ShownCluster } from './shown-cluster.ts';

interface Shown {
  readonly page: Page;
  readonly cluster: ShownCluster;
  readonly go: (place: string, ready: string) => Promise<void>;
  readonly whyNot: (act: string) => Promise<string>;
  readonly lastWish: (rpc: string) => object | undefined;
  readonly keep: (name: string) => Promise<void>;
}

/** What the page shows of the replicated storage, and does with it. The cluster has one before and after. */
export function storageCases(shown: () => Shown): void {
  it('shows where the disks lie, and a copy that is missing', async () => {
    const { page, cluster, go, keep } = shown();
    await go('', '.storage.good .brick');
    cluster.loseBrick();
    await page.waitForSelector('.storage.error .brick.lost');
    assert.match((await page.textContent('[data-fact="fact.storage"]')) ?? '', /2 sur 3.*9 entrées/s);
    const bricks = await page.locator('table[aria-labelledby=bricks-title] tbody tr').allInnerTexts();
    assert.equal(bricks.length, 3);
    assert.match(bricks[0] ?? '', /^hapy1\s+\/srv\/gluster\/one\/brick\s+servie\s+9\s+500 Gio \(50\s%\)$/);
    assert.match(bricks[2] ?? '', /^hapy3\s+\/srv\/gluster\/one\/brick\s+pas servie\s+–\s+500 Gio/);
    await keep('shown-storage');
    cluster.input = withStorage(healthyCluster(3));
    await page.waitForSelector('.storage.good');
  });

  it('puts the storage to the test, and says why it cannot where a copy is missing or there is none', async () => {
    const { page, cluster, go, whyNot, lastWish, keep } = shown();
    cluster.input = withStorage(healthyCluster(3));
    await go('plan', '[data-verb=drill-storage]');
    await page.click('[data-verb=drill-storage]');
    await page.click('[data-act=drill-storage]:enabled');
    assert.match((await page.textContent('dialog[open]')) ?? '', /Une brique va être arrêtée/);
    await page.click('[data-act=confirm]');
    await page.waitForSelector('[data-status=succeeded]');
    assert.partialDeepStrictEqual(lastWish('StartRun'), { drill: false, drillStorage: true });

    await go('plan', '[data-verb=drill-storage]');
    await page.click('[data-verb=drill-storage]');
    await page.waitForSelector('[data-act=drill-storage]:enabled');
    cluster.loseBrick();
    assert.match(await whyNot('drill-storage'), /une brique manque/);
    await keep('shown-storage-drill');
    cluster.input = healthyCluster(3);
    await page.waitForSelector('.why-not:has-text("pas de stockage")');
    cluster.input = withStorage(healthyCluster(3));
    await page.waitForSelector('[data-act=drill-storage]:enabled');
  });

  it('tells of each drill what was put to the test, and what it took', async () => {
    const { page, go, keep } = shown();
    await go('runs', '.chart circle');
    const tellingOf = async (list: string) =>
      (await page.locator(`table[aria-labelledby=${list}] tbody tr`).allInnerTexts()).map((row) =>
        row.split(/\s*[\t\n]\s*/),
      );
    const [stored, zone] = [await tellingOf('storage-drill-list-title'), await tellingOf('drill-list-title')];
    assert.equal(stored.length + zone.length, 20);
    assert.deepEqual(
      stored.map((row) => row.slice(1, 3)),
      [
        ['faite en partie', 'hapy3'],
        ...Array.from({ length: stored.length - 1 }, () => ['réussie', 'hapy3']),
      ],
    );
    const [stopped = [], whole = []] = stored.map((row) => row.slice(3));
    assert.ok(stopped.length === 5 && stopped.slice(2).every((cell) => cell === '–'), stopped.join('|'));
    assert.ok(whole.length === 5 && whole.every((cell) => /^[\d,]+\ss$/.test(cell)), whole.join('|'));
    await keep('shown-drills');
  });
}

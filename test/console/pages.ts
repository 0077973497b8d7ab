import assert from 'node:assert/strict';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

/** Pictures of what was looked at, kept for people; git does not. */
const pictures = join(import.meta.dirname, '../../dist/console');

/** Each page of the console with what shows that it is there. */
export const pages = [
  ['', '.picture .node'],
  ['plan', '.stage'],
  ['runs', '.chart circle'],
  ['runs/130-0123abcd', '[data-step=done]'],
  ['trust', 'tbody tr'],
  ['audit', 'tbody tr'],
] as const;

/** In the name of a picture. */
export function nameOf(place: string): string {
  if (place === '') return 'cluster';
  return place.includes('/') ? 'run' : place;
}

export async function keepPicture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true, animations: 'disabled' });
}

/** Nobody has to push a page from side to side. */
export async function fitsIn(page: Page, about: string): Promise<void> {
  const tooWide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  assert.ok(tooWide <= 0, `${about}: ${tooWide} pixels too wide`);
}

/** Words that stand on more than one line: what is cut is read as two. */
export async function cutWordsIn(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`
    [...document.querySelectorAll('td .badge')]
      .filter((badge) => badge.offsetHeight > 2 * parseFloat(getComputedStyle(badge).fontSize))
      .map((badge) => badge.textContent)
      .filter((text) => !/\\s/.test(text.trim()))`);
}

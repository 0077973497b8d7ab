import assert from 'node:assert/strict';

import { waitForOthers, type Voters } from './wait-for-others.ts';

const voters = (third: number | undefined): Voters => ({
  own: { name: 'hapy1', term: 4 },
  others: [
    { name: 'hapy2', term: 4 },
    { name: 'hapy3', term: third },
  ],
});

describe('changing a package while another server is started anew', () => {
  /** Sees hapy3 silent for so many looks, and tells what was waited for and how often was looked. */
  async function wait(silent: number, patienceMs: number) {
    const told: unknown[] = [];
    let looks = 0;
    const look = () => Promise.resolve(voters((looks += 1) > silent ? 4 : undefined));
    const onWait = (refusal: { readonly parameters: unknown }) => void told.push(refusal.parameters);
    const outcome = await waitForOthers(look, { patienceMs, pauseMs: 1, onWait }).then(
      () => 'goes ahead',
      (error: { readonly code: string }) => error.code,
    );
    return { outcome, looks, told };
  }

  it('goes ahead at once where nobody is missed', async () => {
    assert.deepEqual(await wait(0, 60_000), { outcome: 'goes ahead', looks: 1, told: [] });
  });

  it('goes ahead when the other one is back, and has said once whom it waits for', async () => {
    const told = [{ node: 'hapy1', left: 1, needed: 2, silent: 'hapy3' }];
    assert.deepEqual(await wait(5, 60_000), { outcome: 'goes ahead', looks: 6, told });
  });

  it('is refused when patience is over', async () => {
    const { outcome, looks } = await wait(Infinity, 20);
    assert.equal(outcome, 'HAPY-E390');
    assert.ok(looks > 1);
    assert.equal((await wait(Infinity, 0)).looks, 1);
  });

  it('goes ahead where there is no zone, also when it is gone while one waits', async () => {
    const zones = [voters(undefined), undefined];
    const how = { patienceMs: 60_000, pauseMs: 1, onWait: () => undefined };
    await waitForOthers(() => Promise.resolve(zones.shift()), how);
    assert.equal(zones.length, 0);
  });
});

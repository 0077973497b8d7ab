import assert from 'node:assert/strict';

import type { BrickStanding } from '../../../services/domain/storage/brick-standings.ts';
import type { StorageSummary } from '../../../services/domain/storage/storage-summary.ts';
import type { Session } from '../session.ts';
import { storageLines } from './storage-text.ts';

const nodes = ['hapy1', 'hapy2', 'hapy3'];
const brickOf = (node: string, change: Partial<BrickStanding> = {}): BrickStanding => ({
  ...{ node, host: `${node}.ac-test.fr`, path: '/srv/gluster/one/brick', state: 'online' },
  ...{ pending: 0, splitBrain: 0, freeBytes: 500.7 * 1024 ** 3, totalBytes: 1000 * 1024 ** 3 },
  ...change,
});
const whole: StorageSummary = {
  ...{ volume: 'one', mount: '/var/lib/one/datastores', status: 'Started', replica: 3 },
  ...{ bricks: 3, bricksServed: 3, pending: 0, splitBrain: 0, healedSeenAtMs: 1 },
  ...{ mounted: nodes, perBrick: nodes.map((node) => brickOf(node)) },
};
const linesOf = (change: Partial<StorageSummary>, language: 'fr' | 'en' = 'en') =>
  storageLines({ language } as Session, { ...whole, ...change }, nodes);

describe('the storage in a status', () => {
  it('is one line while it is whole, and while nobody tells of it', () => {
    assert.deepEqual(linesOf({}), [
      'one: 3 of 3 bricks, nothing to be copied, mounted on hapy1, hapy2, hapy3',
    ]);
    assert.deepEqual(linesOf({ status: '' }), ['one: not formed yet, or glusterd does not answer']);
  });

  it('names each brick where it is not whole', () => {
    const perBrick = [
      brickOf('hapy1', { pending: 9, splitBrain: 1 }),
      brickOf('hapy2', { pending: 1 }),
      brickOf('', { state: 'offline', host: 'old.ac-test.fr' }),
      brickOf('hapy3', { state: 'absent', freeBytes: 0, totalBytes: 0 }),
    ];
    const change = { bricksServed: 2, pending: 9, splitBrain: 1, perBrick };
    assert.deepEqual(linesOf(change).slice(1), [
      'hapy1           /srv/gluster/one/brick  served             9 entries to be copied elsewhere, 1 in split-brain  500 GiB free of 1000',
      'hapy2           /srv/gluster/one/brick  served             one entry to be copied elsewhere                    500 GiB free of 1000',
      'old.ac-test.fr  /srv/gluster/one/brick  not served         -                                                   500 GiB free of 1000',
      'hapy3           /srv/gluster/one/brick  not in the volume  -                                                   -',
    ]);
    assert.match(linesOf(change, 'fr')[1] ?? '', /servie +9 entrées à recopier ailleurs, 1 en split-brain/);
  });
});

import assert from 'node:assert/strict';

import { seededRandom } from '../sandbox/double/raft/simulation.ts';
import type { ActionKind } from '../services/domain/action.ts';
import { type KillPoint, killPointsOf, parseKillPoint, strikeNames } from './kill-points/kill-point.ts';
import { surviveStrike } from './kill-points/struck-life.ts';
import { UndisturbedLife } from './kill-points/undisturbed-life.ts';
import { firstSeed } from './simulation/first-seed.ts';
import { matrixStories } from './simulation/stories.ts';

/** Not by the commit, as for the schedules: a defect that is found must not depend on somebody's unrelated change. */
const seed = firstSeed();
/** How many points of each verb and strike are tried here; `npm run soak -- --matrix` tries all of them. */
const samples = 3;

const brokeOnce = [
  // A drill that was aborted while a second oned was dead left the leader's stopped, so that nobody led.
  ...[12, 13, 14].map((line) => `drill@${line}/oned-killed/abort`),
  // A person who had aborted an adoption and saw a database that differs repaired, in vain, and never adopted.
  'adopt@1/network-cut/abort',
  // The end of a removal waited for a grant of the node that leaves, which no lease counts.
  'remove@1/coordinator-killed/abort',
  // Cut off after its brick had moved, whoever left stayed in GlusterFS's pool for ever.
  'remove with storage@17/coordinator-killed-before/resume',
  'replace --with, with storage@92/disk-full/resume',
];

/*
 * Every verb, struck at every line of its journal by everything that may strike there, then resumed or aborted: in one
 * process, with the double's Raft, on virtual time. The points are made from the plans, so that a new action has its
 * own on the day it is written.
 */
for (const story of matrixStories) {
  describe(`${story.name}, struck at any line of its journal (seed ${seed})`, function () {
    this.timeout(15 * 60_000);

    it('ends where it should', async () => {
      for (const point of sampleOf(await killPointsOf(story))) await surviveStrike(point);
    });
  });
}

describe('the matrix of kill points', () => {
  for (const name of brokeOnce) {
    it(`is survived at ${name}, where it was not once`, async () => {
      await surviveStrike(await parseKillPoint(name));
    }).timeout(60_000);
  }

  it('holds every kind of action that a plan may have', async () => {
    const found = new Set<ActionKind>();
    for (const story of matrixStories) {
      const life = new UndisturbedLife(story);
      await life.lines();
      for (const { plan } of life.journal.runs.flatMap(({ plans }) => plans))
        for (const { kind } of plan.actions) found.add(kind);
    }
    const wanted = (Object.keys(kinds) as ActionKind[]).filter((kind) => kinds[kind]);
    assert.deepEqual(
      wanted.filter((kind) => !found.has(kind)),
      [],
    );
  });
});

/** Whether a story's undisturbed run holds it; the way back is taken by what is aborted. */
const kinds: Readonly<Record<ActionKind, boolean>> = {
  instantiate: true,
  'hold-oned': true,
  'configure-solo': true,
  'configure-member': true,
  'start-oned': true,
  'stop-oned': true,
  'add-zone-server': true,
  'remove-zone-server': true,
  'export-seed': true,
  'import-seed': true,
  'set-zone-endpoint': true,
  'configure-peer-ssh': true,
  'add-host': true,
  'remove-host': true,
  reconfigure: true,
  'restore-server': false,
  'disable-host': true,
  'reset-zone-server': true,
  'drop-vip': true,
  'adopt-server': true,
  'bar-identity': true,
  'forget-node': true,
  'prove-service': true,
  await: true,
  'probe-peer': true,
  'create-volume': true,
  'set-volume-options': true,
  'start-volume': true,
  'mount-volume': true,
  'make-folder': true,
  'mount-folder': true,
  'declare-datastore': true,
  'replace-brick': true,
  'add-bricks': true,
  'detach-peer': true,
  'rejoin-pool': true,
  'reset-brick': true,
  'stop-brick': true,
  'start-brick': true,
  'write-probe': true,
  'read-probe': true,
  'clear-probe': true,
};

function sampleOf(points: readonly KillPoint[]): readonly KillPoint[] {
  const random = seededRandom(seed);
  return strikeNames.flatMap((strike) => {
    const left = points.filter((point) => point.strike === strike);
    return Array.from({ length: Math.min(samples, left.length) }, () =>
      left.splice(Math.floor(random() * left.length), 1),
    ).flat();
  });
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';

import { parseXml } from '../../bounded-xml.ts';
import { healFrom, poolFrom, refusalIn, splitBrainFrom, volumesFrom } from './gluster-documents.ts';

const recordings = join(import.meta.dirname, '../../../test/recordings/gluster');
const recorded = (name: string) => parseXml(readFileSync(join(recordings, `${name}.xml`), 'utf8'));

const brick = (number: number) => ({ host: `hapy${number}.ac-test.fr`, path: '/srv/gluster/one/brick' });

describe('what a real gluster answered', () => {
  it('is a pool: this node’s identity, and its peers without it', () => {
    const alone = poolFrom(recorded('pool-alone'));
    assert.deepEqual(alone, { uuid: '007e09f7-b39b-4ee2-ab2d-895206aa4702', peers: [] });
    const { uuid, peers } = poolFrom(recorded('pool-3-down'));
    assert.equal(uuid, alone.uuid);
    assert.deepEqual(
      peers.map(({ names, connected, state }) => [names, connected, state]),
      [
        [['hapy2.ac-test.fr'], true, 'Peer in Cluster'],
        [['hapy3.ac-test.fr'], false, 'Peer in Cluster'],
      ],
    );
    const seenBy2 = poolFrom(recorded('pool-from-2')).peers.find((peer) => peer.uuid === uuid);
    assert.deepEqual(seenBy2?.names, ['hapy1.ac-test.fr']);
  });

  it('is a volume, with its bricks and options', () => {
    assert.deepEqual(volumesFrom(recorded('volume-none')), []);
    const [volume] = volumesFrom(recorded('volume-started'));
    assert.deepEqual(volume?.bricks, [brick(1), brick(2), brick(3)]);
    const { name, status, replica, options } = volume;
    assert.deepEqual([name, status, replica], ['one', 'Started', 3]);
    assert.equal(options['network.ping-timeout'], '10');
  });

  it('is what there is to heal; a brick that is not reached has no numbers', () => {
    const clean = healFrom(recorded('heal-clean'));
    assert.ok(clean.every(({ connected, pending }) => connected && pending === 0));
    assert.deepEqual(healFrom(recorded('heal-pending')), [
      { ...brick(1), connected: true, pending: 6, splitBrain: 0 },
      { ...brick(2), connected: true, pending: 6, splitBrain: 0 },
      { ...brick(3), connected: false, pending: 0, splitBrain: 0 },
    ]);
    assert.deepEqual(splitBrainFrom(recorded('split')), []);
  });

  it('is the files of which no copy is the right one, each once', () => {
    const of = (files: string) => `<brick><name>h:/b</name>${files}<status>Connected</status></brick>`;
    const bricks =
      of('<file gfid="1">/100/disk.0</file><file gfid="2">/a</file>') + of('<file gfid="2">/a</file>');
    const document = parseXml(`<cliOutput><healInfo><bricks>${bricks}</bricks></healInfo></cliOutput>`);
    assert.deepEqual(splitBrainFrom(document), ['/100/disk.0', '/a']);
  });

  it('is each file by its path, though a brick knows it by its id only', () => {
    const of = (name: string) => `<brick><name>h:/b</name><file gfid="1">${name}</file></brick>`;
    const read = (bricks: string) =>
      splitBrainFrom(parseXml(`<cliOutput><healInfo><bricks>${bricks}</bricks></healInfo></cliOutput>`));
    // As a real volume answered after a server had been away while a file was changed.
    const id = '&lt;gfid:0da772be-d536-4d68-8a08-7de9124e607e&gt;';
    assert.deepEqual(read(of(id) + of('/split')), ['/split']);
    assert.deepEqual(read(of(id) + of(id)), ['<gfid:0da772be-d536-4d68-8a08-7de9124e607e>']);
  });

  const refusals = [
    ['probe-nobody', 'Probe returned with Transport endpoint is not connected'],
    ['create-again', 'Volume one already exists'],
    ['start-again', 'Volume one already started'],
    ['set-wrong', 'option : cluster.nothing does not exist\uFFFDDid you mean cluster.nufa?'],
  ] as const;
  for (const [name, reason] of refusals) {
    it(`is a refusal (${name})`, () => assert.equal(refusalIn(recorded(name)), reason));
  }

  it('is no refusal', () => {
    for (const name of ['pool-alone', 'volume-started', 'heal-pending'])
      assert.equal(refusalIn(recorded(name)), '', name);
    assert.match(refusalIn(recorded('detach-refused')), /hosts one or more bricks/);
  });

  it('cut short or strange, is refused or read as nothing, never anything else', () => {
    const text = readFileSync(join(recordings, 'volume-started.xml'), 'utf8');
    const readers = [poolFrom, volumesFrom, healFrom, splitBrainFrom, refusalIn];
    fc.assert(
      fc.property(fc.nat({ max: text.length }), fc.string({ maxLength: 20 }), (at, junk) => {
        let document;
        try {
          document = parseXml(text.slice(0, at) + junk);
        } catch (error) {
          assert.ok(error instanceof Error);
          return;
        }
        for (const read of readers) {
          try {
            read(document);
          } catch (error) {
            assert.match(String(error), /element/);
          }
        }
      }),
    );
  });
});

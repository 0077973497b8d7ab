import assert from 'node:assert/strict';

import type { Spec } from '../spec.ts';
import { understandStorage } from '../storage/understand-storage.ts';
import { checkNames, storageCheckNames } from './check.ts';
import { agentCheck, type Case, failedAs, judge, spec, storageOf } from './fake-facts.ts';
import { questionsFor } from './questions.ts';

const { storage } = understandStorage({}, spec.nodes);
assert.ok(storage !== undefined);
const stored: Spec = { ...spec, storage };

const foreignPeer = { uuid: 'f', names: ['nas.test'], connected: true, state: 'Peer in Cluster' };
const otherVolume = {
  name: 'one',
  id: 'v',
  status: 'Started',
  replica: 3,
  bricks: [{ host: 'nas.test', path: '/data/b' }],
  options: {},
};

describe('the preflight of replicated storage', () => {
  it('passes where all is well, and names every check that it knows', () => {
    const { failed, checks } = judge({ spec: stored });
    assert.deepEqual(failed, []);
    const names = new Set(checks.map(({ name }) => name));
    // Only a volume of the wanted name is told of.
    const expected = checkNames.filter((name) => storageCheckNames.some((each) => each === name));
    assert.deepEqual(
      expected.filter((name) => !names.has(name)),
      ['volume-name'],
    );
  });

  it('asks each node for its own brick, and whether glusterd of the others can be reached', () => {
    const asked = questionsFor(stored, { reports: [] }, 2640).get('hapy2');
    assert.deepEqual(asked?.storage, {
      volume: 'one',
      brick: '/srv/gluster/one/brick',
      mount: '/var/lib/one/datastores',
    });
    assert.ok(asked.reachable.includes('10.0.0.11:24007'));
    assert.equal(questionsFor(spec, { reports: [] }, 2640).get('hapy2')?.storage, undefined);
  });

  const gluster = (change: Parameters<typeof storageOf>[1]): Case => ({
    state: { storage: storageOf(1, change) },
  });
  const cases: readonly (readonly [title: string, given: Case, ...failed: string[]])[] = [
    ['glusterd that is stopped', gluster({ silence: 'HAPY-E811' }), 'glusterd hapy2 HAPY-E811 error'],
    ['no FUSE', gluster({ client: false }), 'glusterd hapy2 HAPY-E821 error'],
    ['another major version', gluster({ version: '9.6' }), 'storage-versions HAPY-E813 error'],
    ['another minor version', gluster({ version: '10.1' })],
    ['a foreign peer', gluster({ peers: [foreignPeer] }), 'storage-pool hapy2 HAPY-E823 error'],
    ['a volume of that name', gluster({ volumes: [otherVolume] }), 'volume-name hapy2 HAPY-E822 error'],
    ['no folder for the brick', { places: { brickParent: false } }, 'brick hapy2 HAPY-E814 error'],
    ['a brick that is not empty', { places: { brickEmpty: false } }, 'brick hapy2 HAPY-E815 error'],
    ['a brick of another volume', { places: { brickVolumeId: 'old' } }, 'brick hapy2 HAPY-E816 error'],
    ['traces of a volume', { places: { brickVolumeId: '?' } }, 'brick hapy2 HAPY-E816 error'],
    ['a brick of ours', { places: { brickVolumeId: 'one', brickEmpty: false } }],
    ['a brick on the root disk', { places: { brickOnRoot: true } }, 'brick hapy2 HAPY-E817 warning'],
    ['a brick on ext4', { places: { brickFilesystem: 'ext4' } }, 'brick hapy2 HAPY-E818 warning'],
    ['small inodes', { places: { brickInodeBytes: 256 } }, 'brick hapy2 HAPY-E819 error'],
    ['inodes of which nothing is known', { places: { brickInodeBytes: 0 } }],
    ['no space', { places: { brickFreeBytes: 1024 ** 2 } }, 'brick hapy2 HAPY-E820 error'],
    ['files at the mount point', { places: { mountEmpty: false } }, 'mount-point hapy2 HAPY-E824 error'],
    ['an NFS share there', { places: { mountSource: 'nas:/vms' } }, 'mount-point hapy2 HAPY-E825 error'],
    ['our volume there', { places: { mountSource: 'hapy2.test:/one' } }],
    [
      'a glusterd that cannot be reached',
      { checks: [agentCheck('peer-reachable', 'HAPY-E362', '10.0.0.11:24007', 'timeout')] },
      'peer-reachable hapy2 HAPY-E633 error',
    ],
  ];
  for (const [title, given, ...failed] of cases) {
    it(`finds ${title}`, () => assert.deepEqual(failedAs({ ...given, spec: stored }), failed));
  }

  const each = understandStorage({ mount: 'per-datastore' }, spec.nodes).storage;
  assert.ok(each !== undefined);
  const eachStored: Spec = { ...spec, storage: each };

  it('with a mount for each datastore asks for those that have a number, and leaves the others alone', () => {
    const asked = questionsFor(eachStored, { reports: [] }, 2640).get('hapy2')?.storage;
    assert.deepEqual([asked?.mount, asked?.datastoreMounts], ['/var/lib/one/datastores', []]);
    const path = '/var/lib/one/datastores/100';
    const found = (places: NonNullable<Case['places']>) => failedAs({ spec: eachStored, places });
    assert.deepEqual(found({ mountEmpty: false }), []);
    assert.deepEqual(found({ mountSource: '/dev/vg/datastores' }), []);
    assert.deepEqual(found({ filledMounts: [path] }), ['mount-point hapy2 HAPY-E824 error']);
    assert.deepEqual(found({ mountSource: 'hapy2.test:/one' }), ['mount-point hapy2 HAPY-E825 error']);
  });

  it('finds that nothing is installed', () => {
    const state = { storage: undefined } as unknown as NonNullable<Case['state']>;
    assert.deepEqual(failedAs({ spec: stored, state }), ['glusterd hapy2 HAPY-E812 error']);
  });
});

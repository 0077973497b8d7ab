import assert from 'node:assert/strict';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { StoragePlaces } from '../../../services/domain/storage/storage-state.ts';
import { stepToProto } from '../../../services/rpc/mapping/storage.ts';
import { fakeContext, fakePorts } from '../fake-ports.ts';
import { changeStorage } from './change-storage.ts';
import { declareDatastore } from './declare-datastore.ts';
import { storagePlaces } from './storage-places.ts';

describe('the storage, by the agent', () => {
  it('is changed by the helper, and what was seen before is forgotten, whatever comes of it', async () => {
    const ports = fakePorts();
    const request = { mutation: undefined, step: stepToProto({ is: 'start-volume', volume: 'one' }) };
    const context = fakeContext();
    assert.deepEqual(await changeStorage(ports).run(request, context), {});
    assert.deepEqual(ports.helper.calls, ['start-volume', 'forget']);
    assert.deepEqual(context.told, ['operation.storage.start-volume']);
    ports.helper.changeStorage = () =>
      Promise.reject(new HapyError('HAPY-E831', { command: 'x', seconds: 1 }));
    await assert.rejects(changeStorage(ports).run(request, fakeContext()), /E831/);
    assert.equal(ports.helper.calls.at(-1), 'forget');
  });

  it('has the files of a drill hold what follows from the run, and forgets nothing for reading them', async () => {
    const ports = fakePorts();
    const seeds: string[] = [];
    ports.helper.changeStorage = async (step) => {
      seeds.push('seed' in step ? step.seed : '-');
    };
    const path = '/var/lib/one/datastores';
    for (const is of ['write-probe', 'read-probe'] as const) {
      const request = { mutation: undefined, step: stepToProto({ is, path, seed: '' }) };
      await changeStorage(ports).run(request, fakeContext());
    }
    assert.deepEqual(seeds, [fakeContext().runId, fakeContext().runId]);
    assert.deepEqual(ports.helper.calls, ['forget']);
  });

  it('looks at every place where a datastore is to be mounted, and names those in which files lie', async () => {
    const ports = fakePorts();
    const location = '/var/lib/one/datastores';
    const places: StoragePlaces = {
      ...{ brickFilesystem: 'xfs', brickParent: true, brickOnRoot: false, brickInodeBytes: 512 },
      ...{ brickFreeBytes: 9, brickEmpty: true, brickVolumeId: '', mountSource: '', filledMounts: [] },
      mountEmpty: true,
    };
    ports.helper.inspectStoragePlaces = async (_brick: string, path: string) => ({
      ...places,
      mountEmpty: !path.endsWith('/101'),
    });
    const datastoreMounts = [`${location}/100`, `${location}/101`];
    const question = { volume: 'one', brick: '/srv/gluster/one/brick', mount: location, datastoreMounts };
    assert.deepEqual(await storagePlaces(ports, question), { ...places, filledMounts: [`${location}/101`] });
    assert.equal(await storagePlaces(ports, undefined), undefined);
  });

  it('has each datastore once, and leaves another one of that name alone', async () => {
    const ports = fakePorts();
    const declare = (name: string, type: string) =>
      declareDatastore(ports).run({ mutation: undefined, name, type }, fakeContext());
    assert.deepEqual(await declare('vms', 'system'), { datastore_id: '100' });
    assert.deepEqual(await declare('vms', 'system'), { datastore_id: '100', already: 'true' });
    assert.deepEqual(ports.oned.writes, ['addDatastore']);
    ports.oned.stores.push({ id: 1, name: 'default', type: 0, dsMad: 'fs', tmMad: 'ssh' });
    await assert.rejects(declare('default', 'image'), /HAPY-E851/);
    await assert.rejects(declare('', 'image'), /HAPY-E300/);
    await assert.rejects(declare('vms', 'files'), /HAPY-E300/);
    ports.oned.raft = { ...ports.oned.raft, state: 'follower' };
    await assert.rejects(declare('other', 'image'), HapyError);
  });
});

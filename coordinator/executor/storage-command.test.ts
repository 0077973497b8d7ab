import assert from 'node:assert/strict';

import { Snapshot } from '../../services/domain/snapshot.ts';
import { healthyCluster } from '../../test/doubles/healthy-cluster.ts';
import { withStorage } from '../../test/doubles/healthy-storage.ts';
import { storageCommand } from './storage-command.ts';

const { spec, observed } = withStorage(healthyCluster(), 'per-datastore');
const snapshot = new Snapshot(spec, observed);

describe('what an action asks about the folder of a datastore', () => {
  const location = '/var/lib/one/datastores';
  const parameters = {
    volume: 'one',
    datastore: 'gluster-image',
    location,
    servers: 'hapy1.test hapy2.test',
  };

  it('is called by the number that the leader tells', () => {
    assert.deepEqual(storageCommand({ kind: 'make-folder', parameters }, snapshot), {
      rpc: 'ChangeStorage',
      step: { is: 'make-folder', volume: 'one', folder: '101' },
    });
    assert.deepEqual(storageCommand({ kind: 'mount-folder', parameters }, snapshot), {
      rpc: 'ChangeStorage',
      step: {
        ...{ is: 'mount-folder', volume: 'one', folder: '101', path: `${location}/101` },
        servers: ['hapy1.test', 'hapy2.test'],
      },
    });
    assert.deepEqual(
      storageCommand(
        { kind: 'write-probe', parameters: { datastore: 'gluster-system', location } },
        snapshot,
      ),
      { rpc: 'ChangeStorage', step: { is: 'write-probe', path: `${location}/100`, seed: '' } },
    );
  });

  it('is asked of nobody while nobody tells it', () => {
    const unseen = new Snapshot(spec, { reports: [] });
    assert.throws(() => storageCommand({ kind: 'mount-folder', parameters }, unseen), { code: 'HAPY-E827' });
    const absent = { ...parameters, datastore: 'nobody' };
    assert.throws(() => storageCommand({ kind: 'make-folder', parameters: absent }, snapshot), {
      code: 'HAPY-E827',
    });
  });
});

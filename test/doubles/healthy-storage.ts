import assert from 'node:assert/strict';

import type { HealthInput } from '../../services/domain/health/view.ts';
import type { Datastore, StorageState } from '../../services/domain/storage/storage-state.ts';
import { isPerDatastore } from '../../services/domain/storage/storage-mounts.ts';
import { understandStorage } from '../../services/domain/storage/understand-storage.ts';
import { noonMs } from './healthy-cluster.ts';

const gibibyte = 1024 ** 3;

/** The same cluster with replicated storage in which nothing is wrong, mounted as a whole or as told. */
export function withStorage(input: HealthInput, mount?: string): HealthInput {
  const { storage } = understandStorage({ mount }, input.spec.nodes);
  assert.ok(storage !== undefined);
  const spec = { ...input.spec, storage };
  const allowed = spec.nodes
    .map(({ address }) => address)
    .sort()
    .join(',');
  const bricks = spec.nodes.map(({ fqdn }) => ({ host: fqdn, path: '/srv/gluster/one/brick' }));
  const volume = {
    name: 'one',
    id: 'v1',
    status: 'Started',
    replica: 3,
    bricks,
    options: { ...storage.options, 'auth.allow': allowed },
  };
  const datastores: readonly Datastore[] = [
    { id: 0, name: 'system', type: 1, dsMad: '-', tmMad: 'ssh' },
    { id: 100, name: 'gluster-system', type: 1, dsMad: '-', tmMad: 'shared' },
    { id: 101, name: 'gluster-image', type: 0, dsMad: 'fs', tmMad: 'shared' },
  ];
  const folders = ['100', '101'];
  const stateOf = (index: number): StorageState => ({
    observedAtMs: noonMs,
    silence: '',
    version: '10.3',
    uuid: `uuid-${index}`,
    client: true,
    peers: spec.nodes
      .map(({ fqdn }, at) => ({
        uuid: `uuid-${at}`,
        names: [fqdn],
        connected: true,
        state: 'Peer in Cluster',
      }))
      .filter((_, at) => at !== index),
    volumes: [volume],
    bricks: [
      {
        path: '/srv/gluster/one/brick',
        filesystem: 'xfs',
        onRoot: false,
        inodeBytes: 512,
        freeBytes: 500 * gibibyte,
        totalBytes: 1000 * gibibyte,
        empty: false,
        folders,
      },
    ],
    mounts: isPerDatastore(storage)
      ? folders.map((folder) => ({ volume: 'one', folder, path: `/var/lib/one/datastores/${folder}` }))
      : [{ volume: 'one', folder: '', path: storage.mount }],
    heals: [
      {
        volume: 'one',
        observedAtMs: noonMs,
        bricks: bricks.map((brick) => ({ ...brick, connected: true, pending: 0, splitBrain: 0 })),
        splitBrainFiles: [],
      },
    ],
  });
  const reports = input.observed.reports.map((report, index) =>
    report.state === undefined
      ? report
      : { ...report, state: { ...report.state, storage: stateOf(index), datastores } },
  );
  return { ...input, spec, observed: { reports } };
}

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { HapyError } from '../../base/errors/hapy-error.ts';
import type { StorageState } from '../../domain/storage/storage-state.ts';
import type { StorageStep } from '../../domain/storage/storage-step.ts';
import { understandStorage } from '../../domain/storage/understand-storage.ts';
import * as wire from '../gen/hapy/agent/v1/storage.ts';
import { Intent } from '../gen/hapy/coordinator/v1/coordinator.ts';
import { intentFromProto, intentToProto } from './intent.ts';
import { stepFromProto, stepToProto, storageFromProto, storageToProto } from './storage.ts';

const text = fc.string({ maxLength: 12 });
const count = fc.nat({ max: 4_000_000_000 });
const bytes = fc.maxSafeNat();
const list = <T>(value: fc.Arbitrary<T>) => fc.array(value, { maxLength: 3 });
const brick = fc.record({ host: text, path: text });
const options = fc.dictionary(fc.stringMatching(/^[a-z.-]{1,8}$/), text, { maxKeys: 3 });

const state: fc.Arbitrary<StorageState> = fc.record({
  observedAtMs: bytes,
  silence: text,
  version: text,
  uuid: text,
  client: fc.boolean(),
  peers: list(fc.record({ uuid: text, names: list(text), connected: fc.boolean(), state: text })),
  volumes: list(
    fc.record({ name: text, id: text, status: text, replica: count, bricks: list(brick), options }),
  ),
  bricks: list(
    fc.record({
      path: text,
      filesystem: text,
      onRoot: fc.boolean(),
      inodeBytes: count,
      freeBytes: bytes,
      totalBytes: bytes,
      empty: fc.boolean(),
      folders: list(text),
    }),
  ),
  mounts: list(fc.record({ volume: text, folder: text, path: text })),
  heals: list(
    fc.record({
      volume: text,
      observedAtMs: bytes,
      bricks: list(
        fc.record({ host: text, path: text, connected: fc.boolean(), pending: bytes, splitBrain: bytes }),
      ),
      splitBrainFiles: list(text),
    }),
  ),
});

const step: fc.Arbitrary<StorageStep> = fc.oneof(
  fc.record({ is: fc.constant('probe-peer' as const), name: text }),
  fc.record({ is: fc.constant('create-volume' as const), volume: text, replica: count, bricks: list(brick) }),
  fc.record({ is: fc.constant('set-volume-options' as const), volume: text, options }),
  fc.record({ is: fc.constant('start-volume' as const), volume: text }),
  fc.record({ is: fc.constant('mount-volume' as const), volume: text, path: text, servers: list(text) }),
  fc.record({ is: fc.constant('make-folder' as const), volume: text, folder: text }),
  fc.record({
    is: fc.constant('mount-folder' as const),
    volume: text,
    folder: text,
    path: text,
    servers: list(text),
  }),
  fc.record({
    is: fc.constant('replace-brick' as const),
    volume: text,
    old: brick,
    new: brick,
    dead: fc.boolean(),
  }),
  fc.record({ is: fc.constant('add-bricks' as const), volume: text, bricks: list(brick) }),
  fc.record({ is: fc.constant('detach-peer' as const), name: text, dead: fc.boolean() }),
  fc.record({ is: fc.constant('rejoin-pool' as const), uuid: text, name: text, brick: text }),
  fc.record({ is: fc.constant('reset-brick' as const), volume: text, brick }),
  fc.record({ is: fc.constant('stop-brick' as const), volume: text, brick }),
  fc.record({ is: fc.constant('start-brick' as const), volume: text }),
  fc.record({
    is: fc.constantFrom('write-probe' as const, 'read-probe' as const, 'clear-probe' as const),
    path: text,
    seed: text,
  }),
);

describe('storage on the wire', () => {
  it('arrives as it was sent', () => {
    fc.assert(
      fc.property(state, (sent) => {
        const message = wire.StorageState.encode(storageToProto(sent)).finish();
        const plain: unknown = JSON.parse(
          JSON.stringify(storageFromProto(wire.StorageState.decode(message))),
        );
        assert.deepEqual(plain, JSON.parse(JSON.stringify(sent)));
      }),
    );
  });

  it('is changed by the step that was asked for', () => {
    fc.assert(
      fc.property(step, (sent) => {
        const message = wire.StorageStep.encode(stepToProto(sent)).finish();
        const plain: unknown = JSON.parse(JSON.stringify(stepFromProto(wire.StorageStep.decode(message))));
        assert.deepEqual(plain, JSON.parse(JSON.stringify(sent)));
      }),
    );
    assert.throws(() => stepFromProto(undefined), HapyError);
  });

  it('is wanted as a person said it, and never with two copies', () => {
    const nodes = [1, 2, 3].map((at) => ({
      name: `hapy${at}`,
      fqdn: `hapy${at}.test`,
      address: `10.0.0.${at}`,
    }));
    const spec = {
      clusterId: 'c',
      platform: 'eole',
      nodes,
      vip: { address: '10.0.0.9', name: 'v' },
    } as const;
    const { storage } = understandStorage({}, nodes);
    assert.ok(storage !== undefined);
    const message = Intent.encode(intentToProto({ verb: 'store', storage })).finish();
    assert.deepEqual(intentFromProto(Intent.decode(message), spec), { verb: 'store', storage });
    const each = understandStorage({ mount: 'per-datastore' }, nodes).storage;
    assert.ok(each !== undefined);
    assert.deepEqual(intentFromProto(intentToProto({ verb: 'store', storage: each }), spec), {
      verb: 'store',
      storage: each,
    });
    const two = intentToProto({ verb: 'store', storage: { ...storage, replica: 2 } });
    assert.throws(
      () => intentFromProto(two, spec),
      (error) => error instanceof HapyError && error.code === 'HAPY-E800',
    );
  });
});

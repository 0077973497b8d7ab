import assert from 'node:assert/strict';

import { changeSpec } from '../change-spec.ts';
import type { Spec } from '../spec.ts';
import { Snapshot } from '../snapshot.ts';
import { understandStorage, type GivenStorage } from './understand-storage.ts';
import { storageSummary } from './storage-summary.ts';

const nodeOf = (number: number) => ({
  name: `hapy${number}`,
  fqdn: `hapy${number}.test`,
  address: `10.0.0.${number}`,
});

function specOf(count: number, given?: GivenStorage): Spec {
  const nodes = Array.from({ length: count }, (_, index) => nodeOf(index + 1));
  const vip = { address: '10.0.0.99', name: 'one.test' };
  const spec = { clusterId: 'c1', platform: 'eole', nodes, vip } as const;
  return given === undefined ? spec : { ...spec, storage: storageOf(spec, given) };
}

function storageOf({ nodes }: Pick<Spec, 'nodes'>, given: GivenStorage) {
  const { storage } = understandStorage(given, nodes);
  assert.ok(storage !== undefined);
  return storage;
}

const three = { hapy1: '/b/x', hapy2: '/b/x', hapy3: '/b/x' };
const carriers = (spec: Spec | undefined) => spec?.storage?.bricks.map(({ node }) => node);

describe('a spec with storage that changes', () => {
  it('gets some where there was none, once', () => {
    const spec = specOf(3);
    const storage = storageOf(spec, {});
    const changed = changeSpec(spec, { verb: 'store', storage }).spec;
    assert.deepEqual([changed?.storage, changed?.version], [storage, 2]);
    assert.equal(changeSpec(changed!, { verb: 'store', storage }).spec, changed);
  });

  it('may have other options, and no other places', () => {
    const spec = specOf(3, {});
    const options = storageOf(spec, { options: { 'network.ping-timeout': 5 } });
    assert.equal(
      changeSpec(spec, { verb: 'store', storage: options }).spec?.storage?.options['network.ping-timeout'],
      '5',
    );
    const others = [{ volume: 'two' }, { brick: '/b/y' }, { mount: '/srv/vms' }, { mount: 'per-datastore' }];
    for (const given of others) {
      const { refusal } = changeSpec(spec, { verb: 'store', storage: storageOf(spec, given) });
      assert.equal(refusal?.code, 'HAPY-E855');
    }
    const each = specOf(3, { mount: 'per-datastore' });
    assert.equal(
      changeSpec(each, { verb: 'store', storage: storageOf(each, {}) }).refusal?.code,
      'HAPY-E855',
    );
  });

  it('keeps its bricks in their places when a node is replaced', () => {
    const replace = { verb: 'replace', node: 'hapy2', replacement: nodeOf(9), fence: 'hapy2: off' } as const;
    assert.deepEqual(carriers(changeSpec(specOf(3, {}), replace).spec), ['hapy1', 'hapy9', 'hapy3']);
  });

  it('moves the brick of a node that leaves to one without, or refuses', () => {
    const remove = { verb: 'remove', node: 'hapy2', dead: false, fence: '' } as const;
    assert.deepEqual(carriers(changeSpec(specOf(4, { brick: three }), remove).spec), [
      'hapy1',
      'hapy4',
      'hapy3',
    ]);
    const six = specOf(6, {});
    assert.equal(changeSpec(six, remove).refusal?.code, 'HAPY-E854');
    const idle = { verb: 'remove', node: 'hapy4', dead: false, fence: '' } as const;
    assert.deepEqual(carriers(changeSpec(specOf(4, { brick: three }), idle).spec), [
      'hapy1',
      'hapy2',
      'hapy3',
    ]);
  });

  it('grows by whole replica sets, where every brick has the same path', () => {
    const add = (...numbers: number[]) => ({ verb: 'add' as const, nodes: numbers.map(nodeOf) });
    assert.equal(carriers(changeSpec(specOf(3, {}), add(4, 5)).spec)?.length, 3);
    assert.equal(carriers(changeSpec(specOf(3, {}), add(4, 5, 6)).spec)?.length, 6);
    assert.equal(carriers(changeSpec(specOf(3, { brick: three }), add(4, 5, 6)).spec)?.length, 3);
  });

  it('is summed up as nothing while nobody tells of it', () => {
    const { status, bricks, bricksServed, mounted } = storageSummary(
      new Snapshot(specOf(3, {}), { reports: [] }),
    )!;
    assert.deepEqual([status, bricks, bricksServed, mounted], ['', 3, 0, []]);
    assert.equal(storageSummary(new Snapshot(specOf(3), { reports: [] })), undefined);
  });
});

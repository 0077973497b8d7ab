import assert from 'node:assert/strict';

import { createLog } from '../services/base/log.ts';
import type { StorageState } from '../services/domain/storage/storage-state.ts';
import { VirtualClock } from '../test/doubles/virtual-clock.ts';
import { fakePorts } from './operations/fake-ports.ts';
import { StorageWatch } from './storage-watch.ts';

const volume = { name: 'one', id: 'v', status: 'Started', replica: 3, bricks: [], options: {} };

function stateAt(observedAtMs: number, heals: StorageState['heals'] = []): StorageState {
  const seen = { silence: '', version: '10.3', uuid: 'u', client: true, peers: [], bricks: [], mounts: [] };
  return { ...seen, observedAtMs, volumes: [volume], heals };
}

describe('watching the storage of a node', () => {
  let clock: VirtualClock;
  let asked: string[];
  let answer: (withHeals: boolean) => Promise<StorageState | undefined>;
  let watch: StorageWatch;

  beforeEach(() => {
    clock = new VirtualClock();
    asked = [];
    const { helper } = fakePorts();
    helper.readStorage = ((withHeals: boolean) => {
      asked.push(withHeals ? 'heals' : 'state');
      return answer(withHeals);
    }) as typeof helper.readStorage;
    const intervals = { storageMs: 3000, healMs: 15_000 };
    watch = new StorageWatch({ helper, clock, log: createLog('test', 'silent'), intervals });
    const heal = { volume: 'one', observedAtMs: 1, bricks: [], splitBrainFiles: [] };
    answer = async (withHeals) => stateAt(clock.now(), withHeals ? [heal] : []);
  });

  const read = () => clock.runUntil(watch.read());

  it('asks when what it knows is too old, and what is to be healed more seldom', async () => {
    await read();
    await read();
    assert.deepEqual(asked, ['state', 'heals']);
    assert.equal((await read())?.heals.length, 1);
    await clock.runUntil(clock.delay(3000));
    await read();
    assert.deepEqual(asked, ['state', 'heals', 'state']);
  });

  it('looks more often while something is missing, but not at once where a look takes long', async () => {
    const brick = { host: 'hapy1.test', path: '/b', connected: false, pending: 0, splitBrain: 0 };
    const heal = { volume: 'one', observedAtMs: 1, bricks: [brick], splitBrainFiles: [] };
    let takesMs = 0;
    answer = async (withHeals) => {
      if (withHeals && takesMs > 0) await clock.delay(takesMs);
      return stateAt(clock.now(), withHeals ? [heal] : []);
    };
    const looks = async (forMs: number) => {
      const before = asked.filter((each) => each === 'heals').length;
      for (let at = 0; at < forMs; at += 1000) {
        await read();
        await clock.runUntil(clock.delay(1000));
      }
      return asked.filter((each) => each === 'heals').length - before;
    };
    assert.equal(await looks(9000), 3);
    takesMs = 2500;
    await looks(10_000);
    assert.equal(await looks(40_000), 4);
  });

  it('does not wait for a daemon that hangs, and tells what it saw last', async () => {
    const before = await read();
    answer = () => new Promise(() => undefined);
    await clock.runUntil(clock.delay(5000));
    assert.equal((await read())?.observedAtMs, before?.observedAtMs);
  });

  it('tells nothing of before a change', async () => {
    await read();
    assert.notEqual(await read(), undefined);
    const late = Promise.withResolvers<StorageState>();
    answer = () => late.promise;
    await clock.runUntil(clock.delay(5000));
    const reading = watch.read();
    watch.forget();
    late.resolve(stateAt(7));
    assert.equal(await clock.runUntil(reading), undefined, 'what was asked before the change');
    answer = async () => stateAt(9);
    assert.equal((await read())?.observedAtMs, 9);
    assert.deepEqual((await read())?.heals, []);
  });

  it('asks at once what is to be healed when a machine has gone or come, and waits for no look of before', async () => {
    await read();
    assert.equal((await read())?.heals.length, 1);
    const peer = { uuid: 'u2', names: ['hapy2.test'], connected: false, state: 'Peer in Cluster' };
    const hanging = Promise.withResolvers<StorageState>();
    answer = async (withHeals) => (withHeals ? hanging.promise : { ...stateAt(clock.now()), peers: [peer] });
    await clock.runUntil(clock.delay(3000));
    await read();
    assert.deepEqual(asked, ['state', 'heals', 'state', 'heals']);
    const heal = { volume: 'one', observedAtMs: 2, bricks: [], splitBrainFiles: [] };
    const back = { ...peer, connected: true };
    answer = async (withHeals) => ({ ...stateAt(clock.now(), withHeals ? [heal] : []), peers: [back] });
    await clock.runUntil(clock.delay(3000));
    await read();
    await clock.runUntil(clock.delay(10));
    hanging.resolve(stateAt(1, [{ ...heal, observedAtMs: 1 }]));
    await clock.runUntil(clock.delay(10));
    assert.equal((await read())?.heals[0]?.observedAtMs, 2);
  });

  it('goes on when the helper fails once', async () => {
    answer = () => Promise.reject(new Error('gone'));
    assert.equal(await read(), undefined);
    answer = async () => stateAt(5);
    assert.equal((await read())?.observedAtMs, 5);
  });
});

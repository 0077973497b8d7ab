import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import { createLog } from '../services/base/log.ts';
import { LeaseStore } from './lease-store.ts';
import type { OperationContext, OperationKind } from './operation-kind.ts';
import { OperationRunner } from './operation-runner.ts';
import { OperationStore } from './operation-store.ts';

const codec = {
  encode: (request: string) => ({ finish: () => new TextEncoder().encode(request) }),
  decode: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
};

type Work = (request: string, context: OperationContext) => Promise<Readonly<Record<string, string>>>;

function kindOf(run: Work, more: Partial<OperationKind<string>> = {}): OperationKind<string> {
  return { kind: 'Test', codec, defaultDeadlineMs: 60_000, resumable: false, run, ...more };
}

const mutation = (actionId: string, more: object = {}) => ({
  runId: 'r1',
  actionId,
  epoch: 1,
  holder: 'a',
  deadlineMs: 0,
  ...more,
});

describe('operations on a node', () => {
  let folder: string;
  let store: OperationStore;
  let lease: LeaseStore;
  let runner: OperationRunner;
  const log = createLog('test', 'silent');
  const signal = new AbortController().signal;

  const makeRunner = () => new OperationRunner({ node: 'hapy1', store, lease, clock: systemClock, log });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-operations-'));
    store = new OperationStore(join(folder, 'operations.db'));
    lease = await LeaseStore.open(join(folder, 'lease'), 'hapy1', systemClock);
    await lease.acquire({ holder: 'a', epoch: 1, ttlMs: 60_000 });
    runner = makeRunner();
  });
  afterEach(async () => {
    store.close();
    await rm(folder, { recursive: true });
  });

  async function followed(actionId: string, after = 0): Promise<string[]> {
    const told: string[] = [];
    for await (const update of runner.watch(actionId, after, signal)) {
      told.push('status' in update ? update.status : `${update.sequence} ${update.message}`);
    }
    return told;
  }

  it('answers at once, tells what happens, and can be watched again from any event', async () => {
    const kind = kindOf(async (_request, { say }) => {
      say('one');
      await systemClock.delay(5);
      say('two', { id: 7 });
      return { id: '7' };
    });
    assert.equal(runner.start(kind, 'x', mutation('a1')).status, 'running');
    assert.deepEqual(await followed('a1'), ['1 one', '2 two', 'succeeded']);
    assert.deepEqual(await followed('a1', 1), ['2 two', 'succeeded']);
    assert.deepEqual(await followed('a1', 99), ['succeeded']);
    assert.deepEqual(runner.get('a1').result, { id: '7' });
  });

  it('does the same action once, and refuses its id for another one', async () => {
    let times = 0;
    const kind = kindOf(async () => ({ times: String((times += 1)) }));
    runner.start(kind, 'x', mutation('a1'));
    await followed('a1');
    assert.deepEqual(runner.start(kind, 'x', mutation('a1')).result, { times: '1' });
    assert.equal(times, 1);
    const other = kindOf(async () => ({}), { kind: 'Other' });
    assert.throws(() => runner.start(other, 'x', mutation('a1')), { code: 'HAPY-E304' });
    assert.throws(() => runner.start(kind, 'x', mutation('a1', { runId: 'r2' })), { code: 'HAPY-E304' });
  });

  it('does one thing at a time', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    runner.start(
      kindOf(async () => {
        await promise;
        return {};
      }),
      'x',
      mutation('a1'),
    );
    const kind = kindOf(async () => ({}));
    assert.throws(() => runner.start(kind, 'x', mutation('a2')), { code: 'HAPY-E303' });
    assert.deepEqual(runner.runningActionIds, ['a1']);
    resolve();
    await followed('a1');
    runner.start(kind, 'x', mutation('a2'));
    assert.deepEqual(await followed('a2'), ['succeeded']);
  });

  it('obeys nobody without the lease, with another epoch or without ids', () => {
    const kind = kindOf(async () => ({}));
    const refusals = [
      [{ holder: 'b' }, 'HAPY-E301'],
      [{ epoch: 2 }, 'HAPY-E301'],
      [{ epoch: 0 }, 'HAPY-E301'],
      [{ runId: '' }, 'HAPY-E300'],
      [{ actionId: '' }, 'HAPY-E300'],
    ] as const;
    for (const [more, code] of refusals) {
      assert.throws(() => runner.start(kind, 'x', mutation('a1', more)), { code });
    }
    assert.throws(() => runner.get('a1'), { code: 'HAPY-E305' });
  });

  it('records why it failed, and that an outcome is unknown', async () => {
    runner.start(
      kindOf(() => Promise.reject(new HapyError('HAPY-E405', { state: 'follower' }))),
      'x',
      mutation('a1'),
    );
    assert.deepEqual(await followed('a1'), ['failed']);
    assert.deepEqual(runner.get('a1').error, { code: 'HAPY-E405', parameters: { state: 'follower' } });
    runner.start(
      kindOf(() => Promise.reject(new HapyError('HAPY-E332', { program: 'x' }))),
      'x',
      mutation('a2'),
    );
    assert.deepEqual(await followed('a2'), ['unknown']);
  });

  const untilAborted: Work = (_request, context) =>
    new Promise((_resolve, reject) => {
      context.signal.addEventListener('abort', () => reject(context.signal.reason as Error));
    });

  it('ends when it is cancelled or its deadline passes', async () => {
    runner.start(kindOf(untilAborted), 'x', mutation('a1'));
    assert.equal((await runner.cancel('a1', 'a', 1)).status, 'cancelled');
    assert.equal((await runner.cancel('a1', 'a', 1)).status, 'cancelled', 'again');
    runner.start(kindOf(untilAborted), 'x', mutation('a2', { deadlineMs: 5 }));
    assert.deepEqual(await followed('a2'), ['unknown'], 'a write that waits may be done later');
    assert.equal(runner.get('a2').error?.code, 'HAPY-E308');
    await assert.rejects(runner.cancel('a2', 'b', 1), { code: 'HAPY-E301' });
  });

  it('is refused, and never carried out, when the lease runs out before it starts', async () => {
    const require = lease.require.bind(lease);
    let looks = 0;
    lease.require = (holder, epoch) => {
      if ((looks += 1) > 1) throw new HapyError('HAPY-E302', { node: 'hapy1', holder });
      require(holder, epoch);
    };
    let done = 0;
    const kind = kindOf(async () => ({ done: String((done += 1)) }), { resumable: true });
    assert.throws(() => runner.start(kind, 'x', mutation('a1')), { code: 'HAPY-E302' });
    assert.deepEqual([runner.get('a1').status, runner.runningActionIds], ['failed', []]);
    lease.require = require;
    makeRunner().recover([kind]);
    assert.equal(done, 0);
  });

  it('keeps its outcome until a full disk takes it, and loses only the telling meanwhile', async () => {
    const full = Object.assign(new Error('database or disk is full'), {
      code: 'ERR_SQLITE_ERROR',
      errcode: 13,
    });
    const finish = store.finish.bind(store);
    const addEvent = store.addEvent.bind(store);
    let refusals = 0;
    store.finish = (...outcome) => {
      if ((refusals += 1) <= 1) throw full;
      finish(...outcome);
    };
    store.addEvent = () => {
      throw full;
    };
    runner.start(
      kindOf(async (_request, { say }) => {
        say('one');
        return { id: '7' };
      }),
      'x',
      mutation('a1'),
    );
    assert.deepEqual(await followed('a1'), ['succeeded']);
    assert.equal(refusals, 2);
    store.addEvent = addEvent;
  });

  it('is unknown when oned or the helper did not answer', async () => {
    for (const [id, code] of [
      ['a1', 'HAPY-E320'],
      ['a2', 'HAPY-E401'],
    ] as const) {
      const silent = kindOf(() => Promise.reject(new HapyError(code)));
      runner.start(silent, 'x', mutation(id));
      assert.deepEqual(await followed(id), ['unknown'], code);
    }
  });

  it('goes on after a restart with what can be found again, and says of the rest that nobody knows', async () => {
    for (const [actionId, kind] of [
      ['a1', 'Resumable'],
      ['a2', 'Write'],
    ] as const) {
      store.insert({
        actionId,
        runId: 'r1',
        kind,
        request: codec.encode('told').finish(),
        startedAtMs: Date.now(),
      });
    }
    const seen: unknown[] = [];
    const resumable = kindOf(
      async (request, { resumed }) => {
        seen.push(request, resumed);
        return {};
      },
      { kind: 'Resumable', resumable: true },
    );
    const write = kindOf(() => assert.fail('it must not be done again'), { kind: 'Write' });
    runner = makeRunner();
    runner.recover([resumable, write]);
    assert.deepEqual(await followed('a1'), ['succeeded']);
    assert.deepEqual(seen, ['told', true]);
    assert.deepEqual(await followed('a2'), ['unknown']);
    assert.equal(runner.get('a2').error?.code, 'HAPY-E306');
  });

  it('lists by run, newest first', async () => {
    const kind = kindOf(async () => ({}));
    for (const [id, runId] of [
      ['a1', 'r1'],
      ['a2', 'r2'],
    ] as const) {
      runner.start(kind, 'x', mutation(id, { runId }));
      await followed(id);
    }
    const ids = (runId: string) =>
      store.list({ runId, onlyRunning: false, limit: 10 }).map((each) => each.actionId);
    assert.deepEqual(ids('r2'), ['a2']);
    assert.equal(ids('').length, 2);
    assert.deepEqual(store.list({ runId: '', onlyRunning: true, limit: 10 }), []);
  });
});

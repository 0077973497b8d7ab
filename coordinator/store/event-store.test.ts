import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

import { systemClock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { createLog } from '../../services/base/log.ts';
import { newEvent } from '../../services/domain/events/event.ts';
import { EventFeed, type FeedMessage, type FeedRequest } from '../events/event-feed.ts';
import { openDatabase, transaction } from './database.ts';
import { EventStore, restartEventStream } from './event-store.ts';

const kept = 1_000;
const log = createLog('test', 'silent');

describe('the stream of events', () => {
  let folder: string;
  let path: string;
  let database: DatabaseSync;
  let store: EventStore;
  let feed: EventFeed;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hapy-events-'));
    path = join(folder, 'coordinator.db');
    database = openDatabase(path);
    store = new EventStore({ database, clock: systemClock, log, kept });
    feed = new EventFeed(store, { behindMax: 100, readersMax: 2 });
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  const write = (count: number) => {
    transaction(database, () => {
      for (let at = 0; at < count; at += 1) store.append(newEvent('node-heard', { node: `n${at}` }));
    });
  };
  const all: FeedRequest = { after: 0, stream: '', newest: 0, follow: false };
  const stop = new AbortController().signal;
  const numbers = async (asked: Partial<FeedRequest> = {}) => {
    const told: number[] = [];
    for await (const { event } of feed.watch({ ...all, ...asked }, stop)) if (event) told.push(event.number);
    return told;
  };
  const refusal = async (asked: Partial<FeedRequest>) => {
    const error: unknown = await numbers(asked).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return error instanceof HapyError ? error : assert.fail('nothing was refused');
  };
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

  it('numbers from 1 without gaps, over a restart and over a transaction that failed', async () => {
    write(3);
    assert.throws(() =>
      transaction(database, () => {
        store.append(newEvent('node-heard'));
        throw new Error('no');
      }),
    );
    database.close();
    database = openDatabase(path);
    store = new EventStore({ database, clock: systemClock, log, kept });
    feed = new EventFeed(store);
    write(2);
    assert.deepEqual(await numbers(), range(1, 5));
  });

  it('begins after any number, or with the newest', async () => {
    write(1_200);
    assert.deepEqual(await numbers({ after: 1_150 }), range(1_151, 1_200));
    assert.deepEqual(await numbers({ newest: 3 }), [1_198, 1_199, 1_200]);
    assert.deepEqual(await numbers({ after: 1_200 }), []);
  });

  it('keeps a bounded number, and says so to whoever asks for what is gone', async () => {
    write(2_600);
    const { oldest, newest } = store.bounds();
    assert.ok(newest === 2_600 && newest - oldest < kept + 500, `${oldest} to ${newest}`);
    const error = await refusal({ after: oldest - 2 });
    assert.equal(error.code, 'HAPY-E720');
    assert.equal(error.parameters['oldest'], oldest);
    assert.deepEqual(await numbers({ after: oldest - 1 }), range(oldest, newest));
    assert.deepEqual(await numbers(), range(oldest, newest), 'who asks for nothing gets what there is');
  });

  it('refuses a number of another stream, as after a restored backup', async () => {
    write(5);
    const { stream } = store.bounds();
    assert.equal((await refusal({ after: 6 })).code, 'HAPY-E721');
    assert.deepEqual(await numbers({ after: 4, stream }), [5]);
    restartEventStream(database);
    assert.equal((await refusal({ after: 4, stream })).code, 'HAPY-E721');
  });

  it('tells a follower what was there and what comes, in order', async () => {
    write(600);
    const left = new AbortController();
    const told: number[] = [];
    for await (const { event, head } of feed.watch({ ...all, follow: true }, left.signal)) {
      if (event === undefined) continue;
      told.push(event.number);
      assert.ok(head >= event.number);
      if (event.number === 600) setImmediate(() => write(3));
      if (event.number === 603) left.abort();
    }
    assert.deepEqual(told, range(1, 603));
  });

  it('cuts off a follower that falls behind, and never skips', async () => {
    write(1);
    const follower = feed.watch({ ...all, follow: true }, stop);
    const next = async (): Promise<FeedMessage | undefined> =>
      ((await follower.next()) as IteratorResult<FeedMessage, undefined>).value;
    await next();
    assert.equal((await next())?.event?.number, 1);
    const waiting = next();
    write(101 + 1);
    // It has been told of the first of them only; the rest are read when it asks.
    await assert.rejects(waiting, (error: HapyError) => error.code === 'HAPY-E722');
    assert.deepEqual(await numbers({ after: 1 }), range(2, 103), 'and it can go on where it was');
  });

  it('cuts off a reader whose next event was thrown away meanwhile', async () => {
    write(600);
    const reader = feed.watch({ ...all, follow: true }, stop);
    for (let at = 0; at < 3; at += 1) await reader.next();
    write(3_000);
    await assert.rejects(
      async () => {
        let last = 2;
        for await (const { event } of reader) {
          assert.equal(event?.number, last + 1, 'no gap');
          last += 1;
        }
      },
      (error: HapyError) => error.code === 'HAPY-E722',
    );
  });

  it('lets so many follow and no more, and others again when one leaves', async () => {
    const follow = () => feed.watch({ ...all, follow: true }, stop);
    const [first, second] = [follow(), follow()];
    await Promise.all([first.next(), second.next()]);
    await assert.rejects(follow().next(), (error: HapyError) => error.code === 'HAPY-E723');
    await first.return(undefined);
    assert.equal(feed.readers, 1);
    const third = follow();
    const next = (await third.next()) as IteratorResult<FeedMessage, undefined>;
    assert.equal(next.value?.head, 0);
  });

  it('says how many could not be written, as soon as one can be', async () => {
    write(1);
    database.exec('PRAGMA query_only = ON');
    store.tell([newEvent('node-silent'), newEvent('node-heard')]);
    database.exec('PRAGMA query_only = OFF');
    store.tell([newEvent('leader-lost')]);
    const told = store.read(1);
    assert.deepEqual(
      told.map(({ kind, parameters }) => [kind, parameters['count']]),
      [
        ['events-lost', '2'],
        ['leader-lost', undefined],
      ],
    );
  });
});

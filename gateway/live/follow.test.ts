import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { systemClock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Coordinator } from '../ports.ts';
import { AppFixture, as } from '../testing/app-fixture.ts';
import { clusterEventOf, eventOf, workingCoordinator } from '../testing/fake-coordinator.ts';

interface Event {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

function eventsIn(text: string): Event[] {
  const blocks = text.split('\n\n').filter((block) => block.includes('event: '));
  return blocks.map((block) => {
    const fields = Object.fromEntries(
      block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    return {
      id: fields['id'] ?? '',
      event: fields['event'] ?? '',
      data: JSON.parse(fields['data'] ?? '{}') as Record<string, unknown>,
    };
  });
}

describe('following', () => {
  const fixture = new AppFixture();
  const url = '/api/v1/runs/7/events';
  afterEach(() => fixture.close());

  /** Over a real connection: a stream does not go through `inject`. */
  async function read(
    coordinator: Partial<Coordinator>,
    headers: Record<string, string> = {},
    path = url,
  ): Promise<IncomingMessage> {
    const app = await fixture.app(as('auditor'), coordinator);
    await app.listen({ host: '127.0.0.1', port: 0 });
    const [{ port }] = app.addresses() as [AddressInfo];
    const request = get({
      host: '127.0.0.1',
      port,
      path,
      headers: { accept: 'text/event-stream', ...headers },
    });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response.setEncoding('utf8');
  }

  async function wholeOf(response: IncomingMessage): Promise<string> {
    let text = '';
    for await (const part of response) text += String(part);
    return text;
  }

  it('streams every event with its number until the run ends', async () => {
    const response = await read({});
    assert.equal(response.headers['content-type'], 'text/event-stream; charset=utf-8');
    const events = eventsIn(await wholeOf(response));
    assert.deepEqual(
      events.map(({ id, event }) => `${id} ${event}`),
      ['1 action-progress', '2 action-progress', '3 run-finished'],
    );
    assert.equal(events[2]?.data['status'], 'succeeded');
    assert.match(String(events[0]?.data['text']), /hapy2/);
  });

  it('goes on where a reader has stopped', async () => {
    const events = eventsIn(await wholeOf(await read({}, { 'last-event-id': '2' })));
    assert.deepEqual(
      events.map(({ id }) => id),
      ['3'],
    );
  });

  it('opens its watch anew when that has lasted long enough, and loses nothing', async () => {
    const asked: number[] = [];
    const events = eventsIn(
      await wholeOf(
        await read({
          async *watchRun({ afterSequence }) {
            asked.push(Number(afterSequence));
            if (asked.length > 1) yield { event: eventOf(2, 'run-finished') };
            else {
              yield { event: eventOf(1) };
              throw new HapyError('HAPY-E502', { what: 'WatchRun', where: '' });
            }
          },
        }),
      ),
    );
    assert.deepEqual(asked, [0, 1]);
    assert.deepEqual(
      events.map(({ id }) => id),
      ['1', '2'],
    );
  });

  it('tells a failure in the stream, with its code', async () => {
    const response = await read({
      // The coordinator is away from the first moment on
      async *watchRun() {
        throw new HapyError('HAPY-E500', { what: 'WatchRun', where: '' });
      },
    });
    const [problem] = eventsIn(await wholeOf(response));
    assert.deepEqual([problem?.event, problem?.data['code']], ['problem', 'HAPY-E500']);
  });

  it('answers a run that there is not like any other question', async () => {
    const response = await read({ getRun: () => Promise.reject(new HapyError('HAPY-E523', { run: '7' })) });
    assert.deepEqual(
      [response.statusCode, (JSON.parse(await wholeOf(response)) as { code: string }).code],
      [404, 'HAPY-E523'],
    );
  });

  it('cuts off a reader that does not read, and tells where it was', async () => {
    let sent = 0;
    const cutOff = Promise.withResolvers<void>();
    const response = await read({
      async *watchRun() {
        try {
          for (;;) {
            sent += 1;
            yield { event: { ...eventOf(sent), parameters: { node: 'x'.repeat(20_000) } } };
            await new Promise(setImmediate);
          }
        } finally {
          cutOff.resolve();
        }
      },
    });
    response.pause();
    await cutOff.promise;
    // What is on its way to the reader is read at last; then comes the word that it was cut off.
    const events = eventsIn(await wholeOf(response.resume()));
    assert.equal(events.at(-1)?.event, 'behind');
    assert.equal(events.at(-1)?.data['after'], events.at(-2)?.id);
  });

  it('streams what happens in the cluster, and goes on in the same stream', async () => {
    const path = '/api/v1/events?newest=2';
    const newest = eventsIn(
      await wholeOf(
        await read(
          {
            async *watchEvents(request, asking) {
              yield* workingCoordinator.watchEvents({ ...request, follow: false }, asking);
              throw new HapyError('HAPY-E500', { what: 'WatchEvents', where: '' });
            },
          },
          {},
          path,
        ),
      ),
    );
    assert.deepEqual(
      newest.map(({ id, event }) => `${id} ${event}`),
      ['s1-2 leader-elected', 's1-3 leader-elected', ' problem'],
    );
    assert.equal(newest[0]?.data['text'], 'est le leader, au mandat 7');
    const asked: string[] = [];
    await wholeOf(
      await read(
        {
          // Only what is asked for matters here
          async *watchEvents({ stream, after, newest: wanted }) {
            asked.push(`${stream} ${after} ${wanted}`);
            throw new HapyError('HAPY-E720', { after: '2', oldest: '9' });
          },
        },
        { 'last-event-id': 's1-2' },
        path,
      ),
    );
    assert.deepEqual(asked, ['s1 2 0']);
  });

  it('ends the stream when the coordinator ends it, instead of asking without a pause', async () => {
    let asked = 0;
    const text = await wholeOf(
      await read(
        {
          async *watchEvents() {
            asked += 1;
            yield { event: undefined, stream: 's1', head: 0n };
          },
        },
        {},
        '/api/v1/events',
      ),
    );
    assert.deepEqual([asked, eventsIn(text)], [1, []]);
  });

  it('answers whoever cannot keep a connection with what there is, or after a wait with nothing', async () => {
    const app = await fixture.app(as('auditor'));
    const all = (await app.inject(url)).json<{ events: { sequence: number }[]; ended: boolean }>();
    assert.deepEqual([all.events.map(({ sequence }) => sequence), all.ended], [[1, 2, 3], true]);
    const silent = await fixture.app(as('auditor'), {
      async *watchRun(_, { signal }) {
        await once(signal, 'abort');
        signal.throwIfAborted();
        yield { event: undefined };
      },
    });
    const none = (await silent.inject(`${url}?after=3&waitSeconds=0`)).json<object>();
    assert.deepEqual(none, { events: [], ended: false });
  });

  it('lets whoever asks for what comes after wait for it, and answers as soon as something has happened', async () => {
    const happened = Promise.withResolvers<void>();
    const waiting = Promise.withResolvers<void>();
    let head = 3;
    const app = await fixture.app(as('auditor'), {
      async *watchEvents({ after, follow }) {
        yield { event: undefined, stream: 's1', head: BigInt(head) };
        if (follow) {
          waiting.resolve();
          await happened.promise;
        }
        for (let number = Number(after) + 1; number <= head; number += 1)
          yield { event: clusterEventOf(number), stream: 's1', head: BigInt(head) };
      },
    });
    const asked = app.inject('/api/v1/events?after=3&stream=s1').then((answer) => answer);
    await waiting.promise;
    head = 5;
    happened.resolve();
    const answer = (await asked).json<{ stream: string; head: number; events: { number: number }[] }>();
    assert.deepEqual(
      [answer.stream, answer.head, answer.events.map(({ number }) => number)],
      ['s1', 5, [4, 5]],
      'all of what happened at once comes at once',
    );
  });

  it('answers with nothing when nothing has happened in that time, and at once where nobody wants to wait', async () => {
    let waitedMs = 0;
    fixture.clock = {
      ...systemClock,
      delay: (milliseconds, signal) => {
        if (milliseconds > 30_000) return systemClock.delay(milliseconds, signal);
        waitedMs = milliseconds;
        return new Promise(setImmediate);
      },
    };
    const app = await fixture.app(as('auditor'));
    const nothing = { stream: 's1', head: 3, events: [] };
    assert.deepEqual((await app.inject('/api/v1/events?after=3&waitSeconds=7')).json(), nothing);
    assert.equal(waitedMs, 7_000);
    await app.inject('/api/v1/events?after=3');
    assert.equal(waitedMs, 20_000, 'when nothing is said');
    waitedMs = 0;
    assert.deepEqual((await app.inject('/api/v1/events?after=3&waitSeconds=0')).json(), nothing);
    assert.equal((await app.inject('/api/v1/events?after=2')).json<{ events: object[] }>().events.length, 1);
    assert.equal(waitedMs, 0, 'nobody waited');
    fixture.clock = systemClock;
  });

  it('says that the coordinator went away while somebody waited', async () => {
    const app = await fixture.app(as('auditor'), {
      async *watchEvents({ follow }) {
        yield { event: undefined, stream: 's1', head: 3n };
        if (follow) throw new HapyError('HAPY-E500', { what: 'WatchEvents', where: '' });
      },
    });
    const answer = await app.inject('/api/v1/events?after=3');
    assert.deepEqual([answer.statusCode, answer.headers['retry-after']], [503, '5']);
  });

  it('answers a wait when the session ends under which somebody waits', async () => {
    const waiting = Promise.withResolvers<void>();
    const app = await fixture.app(as('operator'), {
      watchEvents: (request, asking) => {
        if (request.follow) waiting.resolve();
        return workingCoordinator.watchEvents(request, asking);
      },
    });
    const opened = await app.inject({ method: 'POST', url: '/api/v1/session', payload: {} });
    const [cookie = ''] = String(opened.headers['set-cookie']).split(';');
    const headers = { cookie, 'x-csrf-token': opened.json<{ csrf: string }>().csrf };
    const asked = app.inject({ url: '/api/v1/events?after=3&waitSeconds=30', headers });
    const answered = asked.then((answer) => answer.json<{ events: object[] }>());
    await waiting.promise;
    const left = await app.inject({ method: 'DELETE', url: '/api/v1/session', headers });
    assert.equal(left.statusCode, 204);
    assert.deepEqual((await answered).events, []);
  });
});

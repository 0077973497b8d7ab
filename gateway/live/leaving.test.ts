import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { FastifyInstance } from 'fastify';

import { systemClock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { nobody, type Standing } from '../../services/rpc/peer.ts';
import type { Coordinator } from '../ports.ts';
import { AppFixture, as, stranger } from '../testing/app-fixture.ts';
import { clusterEventOf, readToken, workingCoordinator } from '../testing/fake-coordinator.ts';

/** Tells of one event, and then of nothing for as long as somebody listens. */
const quiet: Partial<Coordinator> = {
  async *watchEvents(_, { signal }) {
    yield { event: clusterEventOf(1), stream: 's1', head: 1n };
    await once(signal, 'abort');
    signal.throwIfAborted();
  },
};

describe('a stream whose reader is nobody any more', () => {
  const fixture = new AppFixture();
  let nowMs = 1_700_000_000_000;
  let passTime = Promise.withResolvers<void>();
  beforeEach(() => {
    passTime = Promise.withResolvers();
    // Who waits, waits until time is made to pass; a session's end and a proof are both waited for.
    fixture.clock = {
      now: () => nowMs,
      delay: (delayMs) => passTime.promise.then(() => void (nowMs += Math.min(delayMs, 6_000))),
    };
  });
  afterEach(() => {
    fixture.clock = systemClock;
    return fixture.close();
  });

  async function read(app: FastifyInstance, headers: Record<string, string>): Promise<IncomingMessage> {
    if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 });
    const [{ port }] = app.addresses() as [AddressInfo];
    const request = get({
      ...{ host: '127.0.0.1', port, path: '/api/v1/events?after=0' },
      headers: { accept: 'text/event-stream', ...headers },
    });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    await once(response.setEncoding('utf8'), 'readable');
    return response;
  }

  async function codeAtTheEndOf(response: IncomingMessage): Promise<string | undefined> {
    let text = '';
    for await (const part of response) text += String(part);
    assert.match(text, /event: leader-elected/, 'it was told something before');
    return /event: problem\ndata: .*"code":"(HAPY-E\d+)"/.exec(text)?.[1];
  }

  it('ends with the session, at once', async () => {
    const app = await fixture.app(stranger, quiet);
    const opened = await app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { token: readToken },
    });
    const [cookie = ''] = String(opened.headers['set-cookie']).split(';');
    const response = await read(app, { cookie });
    const own = { cookie, 'x-csrf-token': opened.json<{ csrf: string }>().csrf };
    const left = await app.inject({ method: 'DELETE', url: '/api/v1/session', headers: own });
    assert.equal(left.statusCode, 204);
    assert.equal(await codeAtTheEndOf(response), 'HAPY-E761');
  });

  it('ends when its token was revoked', async () => {
    let isRevoked = false;
    const app = await fixture.app(stranger, {
      ...quiet,
      whoAmI: (request, asking) =>
        isRevoked
          ? Promise.reject(new HapyError('HAPY-E764', { name: 'nagios' }))
          : workingCoordinator.whoAmI(request, asking),
    });
    const response = await read(app, { authorization: `Bearer ${readToken}` });
    isRevoked = true;
    passTime.resolve();
    assert.equal(await codeAtTheEndOf(response), 'HAPY-E764');
  });

  it('ends when its certificate has ended', async () => {
    let standing: Standing = as('auditor');
    const app = await fixture.app(() => standing, quiet);
    const response = await read(app, {});
    standing = nobody(new HapyError('HAPY-E102'));
    passTime.resolve();
    assert.equal(await codeAtTheEndOf(response), 'HAPY-E102');
  });

  it('ends within seconds when its certificate was revoked, for all who read under it, with one question', async () => {
    let isRevoked = false;
    let asked = 0;
    const app = await fixture.app(as('auditor'), {
      ...quiet,
      whoAmI: () => {
        asked += 1;
        if (isRevoked) return Promise.reject(new HapyError('HAPY-E115', { holder: 'auditor/ada' }));
        return Promise.resolve({ role: 'auditor', name: 'ada', expiresAtMs: 0n });
      },
    });
    const responses = [await read(app, {}), await read(app, {})];
    assert.equal(asked, 0, 'a stream is opened without a question of its own');
    isRevoked = true;
    passTime.resolve();
    assert.deepEqual(await Promise.all(responses.map(codeAtTheEndOf)), ['HAPY-E115', 'HAPY-E115']);
    assert.equal(asked, 1);
  });

  it('goes on while the coordinator does not believe the gateway itself: that is not its reader’s fault', async () => {
    const refusals = ['HAPY-E102', 'HAPY-E115', 'HAPY-E115'] as const;
    let asked = 0;
    const app = await fixture.app(as('auditor'), {
      ...quiet,
      whoAmI: () => {
        asked += 1;
        const holder = asked === 3 ? 'auditor/ada' : 'gateway';
        return Promise.reject(new HapyError(refusals[asked - 1] ?? 'HAPY-E102', { holder }));
      },
    });
    const response = await read(app, {});
    passTime.resolve();
    assert.equal(await codeAtTheEndOf(response), 'HAPY-E115');
    assert.equal(asked, 3);
  });

  it('goes on while the coordinator cannot be asked who that is', async () => {
    let asked = 0;
    const app = await fixture.app(stranger, {
      ...quiet,
      whoAmI: (request, asking) => {
        asked += 1;
        if (asked === 1) return workingCoordinator.whoAmI(request, asking);
        if (asked < 4) return Promise.reject(new HapyError('HAPY-E500', { what: 'WhoAmI', where: '' }));
        return Promise.reject(new HapyError('HAPY-E764', { name: 'nagios' }));
      },
    });
    const response = await read(app, { authorization: `Bearer ${readToken}` });
    passTime.resolve();
    assert.equal(await codeAtTheEndOf(response), 'HAPY-E764');
    assert.equal(asked, 4);
  });
});

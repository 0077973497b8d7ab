import assert from 'node:assert/strict';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Problem } from './problem.ts';
import { AppFixture, as } from './testing/app-fixture.ts';
import { planHash } from './testing/fake-coordinator.ts';

describe('a POST with an Idempotency-Key', () => {
  const fixture = new AppFixture();
  let started = 0;
  const counting = {
    startRun: () => Promise.resolve({ runId: `${(started += 1)}-0123abcd` }),
  };
  beforeEach(() => {
    started = 0;
  });
  afterEach(() => fixture.close());

  const post = (key: string, payload: object = { planHash }) =>
    ({ method: 'POST', url: '/api/v1/runs', payload, headers: { 'idempotency-key': key } }) as const;

  it('is carried out once, and its answer is repeated', async () => {
    const app = await fixture.app(as('operator'), counting);
    const first = await app.inject(post('a'));
    const again = await app.inject(post('a'));
    assert.equal(started, 1);
    assert.deepEqual(
      [again.statusCode, again.body, again.headers['location']],
      [202, first.body, first.headers['location']],
    );
    assert.equal(again.headers['idempotency-replayed'], 'true');
    assert.equal((await app.inject(post('b'))).json<{ runId: string }>().runId, '2-0123abcd');
  });

  it('is waited for while it is under way', async () => {
    const { promise, resolve } = Promise.withResolvers<{ runId: string }>();
    const app = await fixture.app(as('operator'), {
      startRun: () => {
        started += 1;
        return promise;
      },
    });
    const both = [app.inject(post('a')), app.inject(post('a'))];
    await new Promise(setImmediate);
    resolve({ runId: '9-0123abcd' });
    const answers = await Promise.all(both);
    assert.deepEqual([started, answers[0]?.body], [1, answers[1]?.body]);
  });

  it('is refused for another request', async () => {
    const app = await fixture.app(as('operator'), counting);
    await app.inject(post('a'));
    const other = await app.inject(post('a', { planHash, reason: 'another' }));
    assert.deepEqual([other.statusCode, other.json<Problem>().code], [409, 'HAPY-E558']);
    assert.equal((await app.inject(post('no spaces'))).json<Problem>().code, 'HAPY-E557');
  });

  it('may be tried again when it failed', async () => {
    let fails = true;
    const app = await fixture.app(as('operator'), {
      startRun: () =>
        fails ? Promise.reject(new HapyError('HAPY-E522', { run: '1' })) : counting.startRun(),
    });
    assert.equal((await app.inject(post('a'))).statusCode, 409);
    fails = false;
    assert.equal((await app.inject(post('a'))).statusCode, 202);
  });
});

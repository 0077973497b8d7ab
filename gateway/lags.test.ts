import assert from 'node:assert/strict';

import type { GetLagsRequest } from '../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { AppFixture, as, stranger } from './testing/app-fixture.ts';
import { workingCoordinator } from './testing/fake-coordinator.ts';

describe('the replication lag of the last hour', () => {
  const fixture = new AppFixture();
  afterEach(() => fixture.close());

  it('is for whoever may look, and for nobody else', async () => {
    const app = await fixture.app(as('auditor'));
    const { statusCode, body } = await app.inject('/api/v1/lags');
    assert.equal(statusCode, 200);
    assert.deepEqual(JSON.parse(body), {
      ...{ atMs: 9, everyMs: 10_000, nodes: ['hapy1', 'hapy2'] },
      samples: [1, 2, 3].map((atMs) => ({ atMs, most: atMs, lags: [null, atMs] })),
    });
    const closed = await fixture.app(stranger);
    assert.equal((await closed.inject('/api/v1/lags')).statusCode, 401);
  });

  it('is turned through by its moments, and brief for a page', async () => {
    const asked: GetLagsRequest[] = [];
    const app = await fixture.app(as('operator'), {
      getLags: (request, asking) => {
        asked.push(request);
        return workingCoordinator.getLags(request, asking);
      },
    });
    const first = (await app.inject('/api/v1/lags?limit=2&brief=true')).json<{ next: string }>();
    assert.deepEqual(first, {
      ...{ atMs: 9, everyMs: 10_000, nodes: [], next: '/api/v1/lags?after=2&limit=2&brief=true' },
      samples: [1, 2].map((atMs) => ({ atMs, most: atMs, lags: [] })),
    });
    const rest = (await app.inject(first.next)).json<{ samples: readonly { atMs: number }[] }>();
    assert.deepEqual(
      rest.samples.map(({ atMs }) => atMs),
      [3],
    );
    assert.ok(!('next' in rest));
    assert.deepEqual(asked, [
      { afterMs: 0n, limit: 3, brief: true },
      { afterMs: 2n, limit: 3, brief: true },
    ]);
  });

  it('is an hour at most, and no question that nobody understands', async () => {
    const app = await fixture.app(as('auditor'));
    for (const query of ['limit=0', 'limit=361', 'after=-1', 'after=x', 'before=1'])
      assert.equal((await app.inject(`/api/v1/lags?${query}`)).statusCode, 400, query);
  });
});

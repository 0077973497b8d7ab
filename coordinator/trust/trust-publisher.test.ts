import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';

import { pino } from 'pino';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { emptyTrust } from '../../services/rpc/trust-list.ts';
import { type CoordinatorPlaces, type TrustedAgent, TrustPublisher } from './trust-publisher.ts';
import { TrustStore } from './trust-store.ts';

function publisherTo(
  agent: TrustedAgent,
  places: () => CoordinatorPlaces = () => ({ coordinators: [], elsewhere: [] }),
): TrustPublisher {
  return new TrustPublisher({
    ...{ store: new TrustStore(new DatabaseSync(':memory:')), agentOf: () => agent, nodes: () => ['hapy1'] },
    ...{ places, auditHead: () => ({ number: 0, hash: '' }), now: () => 0 },
    ...{ log: pino({ level: 'silent' }), onChanged: () => undefined },
  });
}

describe('telling a node whom to believe', () => {
  it('is tried once for all who wait for it, and ends for all of them together', async () => {
    const turns: PromiseWithResolvers<never>[] = [];
    const publisher = publisherTo({
      getTrust: () => {
        const turn = Promise.withResolvers<never>();
        turns.push(turn);
        return turn.promise;
      },
      setTrust: async () => 0,
    });
    const waiting = [1, 2, 3, 4].map(() => publisher.tell('hapy1'));
    turns[0]?.reject(new HapyError('HAPY-E503', { what: 'hapy1', where: '', seconds: 3 }));
    assert.deepEqual(await Promise.all(waiting), [false, false, false, false]);
    assert.equal(turns.length, 1);
  });

  it('begins anew for whoever asks after the list has changed', async () => {
    const told: number[] = [];
    const asked = Promise.withResolvers<void>();
    const first = Promise.withResolvers<void>();
    const publisher = publisherTo({
      getTrust: async () => emptyTrust,
      setTrust: async ({ version }) => {
        told.push(version);
        asked.resolve();
        if (told.length === 1) await first.promise;
        return version;
      },
    });
    const before = publisher.tell('hapy1');
    const { version } = publisher.list;
    await asked.promise;
    const published = publisher.publish();
    first.resolve();
    assert.equal(await before, true);
    assert.deepEqual(await published, { reached: ['hapy1'], missed: [] });
    assert.deepEqual(told, [version, version + 1]);
    assert.ok(publisher.isTold('hapy1'));
  });

  it('happens again, with a version that nodes take over, when the coordinator or a node has moved', async () => {
    const told: unknown[] = [];
    let places: CoordinatorPlaces = { coordinators: [{ address: '10.0.0.1', port: 2640 }], elsewhere: [] };
    const agent: TrustedAgent = {
      getTrust: async () => emptyTrust,
      setTrust: async ({ version, coordinators, elsewhere }) => {
        told.push([version, coordinators, elsewhere]);
        return version;
      },
    };
    const publisher = publisherTo(agent, () => places);
    await publisher.tell('hapy1');
    await publisher.tell('hapy1');
    const { version } = publisher.list;
    assert.deepEqual(told, [[version, places.coordinators, []]]);
    places = { ...places, elsewhere: [{ address: '10.0.0.4', port: 2640 }] };
    await publisher.tell('hapy1');
    await publisher.tell('hapy1');
    assert.deepEqual(told.slice(1), [[version + 1, places.coordinators, places.elsewhere]]);
  });
});

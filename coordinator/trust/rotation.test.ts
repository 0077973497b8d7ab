import assert from 'node:assert/strict';

import { keyIdOf } from '../../certs/chain.ts';
import { Ended, ModelCluster, names, presented } from './testing/model-cluster.ts';

/** Goes on until nothing is left to do; how often it was asked. */
async function finish(cluster: ModelCluster): Promise<void> {
  for (let steps = 0; ; steps += 1) {
    assert.ok(steps < 10, 'it ends');
    await cluster.rotation.forward();
    cluster.assertNobodyCutOff();
    if ((await cluster.rotation.view()).stage === 'none') return;
  }
}

/** How the authority with this fingerprint stands in a list of those that are denied. */
function keyIdIn(cluster: ModelCluster, fingerprint: string | undefined): string {
  const found = cluster.store.issuers().find((each) => each.fingerprint === fingerprint);
  assert.ok(found !== undefined);
  return keyIdOf(found.certificatePem);
}

function assertReplaced(cluster: ModelCluster, before: string): void {
  const { active, next, old } = cluster.issuers.records();
  const keyId = keyIdOf(active.certificatePem);
  assert.notEqual(active.fingerprint, before);
  assert.deepEqual([next, old], [undefined, undefined]);
  assert.deepEqual(cluster.publisher.list.deniedIssuers, [keyIdIn(cluster, before)]);
  for (const name of names) assert.equal(presented(cluster.node(name).chain).issuer, keyId);
  assert.equal(presented(cluster.own.certificateChainPem).issuer, keyId);
  assert.equal(cluster.store.issuers().find((each) => each.fingerprint === before)?.privateKeyPem, '');
}

describe('the replacement of the issuing authority', () => {
  const activeOf = (cluster: ModelCluster) => cluster.issuers.records().active.fingerprint;

  it('goes on from wherever the coordinator ended, and cuts nobody off at any moment', async () => {
    let ended = 0;
    for (let at = 0; ; at += 1) {
      const cluster = await ModelCluster.create();
      const before = activeOf(cluster);
      cluster.endAt = at;
      const whole = await finish(cluster).then(
        () => true,
        (error: unknown) => {
          // An agent that was interrupted does not answer; the step then waits for it.
          if (error instanceof Ended || (error as { code?: string }).code === 'HAPY-E187') return false;
          throw error;
        },
      );
      if (whole && cluster.deeds <= at) break;
      ended += 1;
      cluster.endAt = Number.POSITIVE_INFINITY;
      cluster.start();
      if (cluster.store.issuers().filter(({ status }) => status !== 'retired').length > 1)
        await finish(cluster);
      for (const name of names) await cluster.publisher.tell(name);
      cluster.assertNobodyCutOff();
      assertReplaced(cluster, before);
    }
    assert.ok(ended >= 10, `${ended} moments`);
  }).timeout(60_000);

  it('can be taken back from every stage, as often as one likes', async () => {
    for (const steps of [1, 2, 3]) {
      const cluster = await ModelCluster.create();
      const before = activeOf(cluster);
      for (let step = 0; step < steps; step += 1) await cluster.rotation.forward();
      while ((await cluster.rotation.view()).stage !== 'none') {
        await cluster.rotation.back();
        cluster.assertNobodyCutOff();
      }
      assert.equal(activeOf(cluster), before);
      assert.equal(cluster.store.issuers().length, 1);
      await assert.rejects(cluster.rotation.back(), { code: 'HAPY-E188' });
      await finish(cluster);
      assertReplaced(cluster, before);
    }
  });

  it('does not bring back an authority that nodes believe no more: it is taken forward instead', async () => {
    const cluster = await ModelCluster.create();
    const before = activeOf(cluster);
    for (let step = 0; step < 3; step += 1) await cluster.rotation.forward();
    cluster.node('hapy2').list = {
      ...cluster.publisher.list,
      version: 9,
      deniedIssuers: [keyIdIn(cluster, before)],
    };
    cluster.publisher.lost('hapy2');
    await cluster.publisher.publish();
    const { active } = cluster.issuers.records();
    await assert.rejects(cluster.rotation.back(), { code: 'HAPY-E192' });
    assert.equal(activeOf(cluster), active.fingerprint);
    await finish(cluster);
    assertReplaced(cluster, before);
  });

  it('waits by name for a node that is away, and goes on when it is back', async () => {
    const cluster = await ModelCluster.create();
    const before = activeOf(cluster);
    await cluster.rotation.forward();
    cluster.node('hapy2').away = true;
    await assert.rejects(cluster.rotation.forward(), { code: 'HAPY-E187', parameters: { waiting: 'hapy2' } });
    cluster.node('hapy2').away = false;
    await cluster.rotation.forward();
    cluster.node('hapy3').away = true;
    await assert.rejects(cluster.rotation.forward(), { code: 'HAPY-E187', parameters: { waiting: 'hapy3' } });
    assert.deepEqual((await cluster.rotation.view()).steps[2]?.waitingFor, ['hapy3']);
    cluster.node('hapy3').away = false;
    await finish(cluster);
    assertReplaced(cluster, before);
  });

  it('does not wait for a node that was revoked or has left, nor forgets one that came meanwhile', async () => {
    const cluster = await ModelCluster.create();
    await cluster.rotation.forward();
    cluster.node('hapy2').away = true;
    cluster.members = ['hapy1', 'hapy3'];
    await cluster.rotation.forward();
    cluster.node('hapy2').away = false;
    cluster.members = names;
    assert.deepEqual((await cluster.rotation.view()).steps[2]?.waitingFor, [...names]);
    cluster.node('hapy2').away = true;
    cluster.members = ['hapy1', 'hapy3'];
    await cluster.rotation.forward();
    await cluster.rotation.forward();
    assert.equal((await cluster.rotation.view()).stage, 'none');
  });

  it('ends although a node falls silent in the last step, which is told when it answers again', async () => {
    const cluster = await ModelCluster.create();
    for (let step = 0; step < 3; step += 1) await cluster.rotation.forward();
    const before = cluster.issuers.records().old?.fingerprint;
    // Seen as certified, then gone before it was told.
    cluster.endAt = cluster.deeds;
    await cluster.rotation.forward();
    cluster.endAt = Number.POSITIVE_INFINITY;
    assert.equal((await cluster.rotation.view()).stage, 'none');
    for (const name of names) assert.ok(await cluster.publisher.tell(name));
    for (const name of names)
      assert.deepEqual(cluster.node(name).list.deniedIssuers, [keyIdIn(cluster, before)]);
  });
});

describe('the list of whom nobody believes', () => {
  it('gets a new version when the coordinator ended between a denial and telling it', async () => {
    const cluster = await ModelCluster.create();
    for (const name of names) await cluster.publisher.tell(name);
    const { version } = cluster.publisher.list;
    const denial = {
      kind: 'serial',
      value: 'ab',
      holder: 'agent/hapy3',
      reason: '',
      deniedBy: 'root',
      atMs: 0,
    } as const;
    cluster.store.addDenial(denial);
    cluster.start();
    assert.equal(cluster.publisher.list.version, version + 1);
    for (const name of names) await cluster.publisher.tell(name);
    for (const name of names) assert.deepEqual(cluster.node(name).list.deniedSerials, ['ab']);
    cluster.start();
    assert.equal(cluster.publisher.list.version, version + 1);
  });

  it('takes over what a node knows of and a restored coordinator does not', async () => {
    const cluster = await ModelCluster.create();
    const known = {
      version: 7,
      deniedIssuers: [],
      deniedSerials: ['cd'],
      deniedUris: ['spiffe://c1/agent/x'],
      deniedKeys: ['ef'],
    };
    cluster.node('hapy2').list = known;
    for (const name of names) await cluster.publisher.tell(name);
    for (const name of names) await cluster.publisher.tell(name);
    for (const name of names) {
      const { version, ...list } = cluster.node(name).list;
      assert.ok(version > 7);
      assert.deepEqual(
        [list.deniedSerials, list.deniedUris, list.deniedKeys],
        [['cd'], ['spiffe://c1/agent/x'], ['ef']],
      );
    }
  });

  it('keeps an authority that was replaced denied, though a restored coordinator is of the time before', async () => {
    const cluster = await ModelCluster.create();
    for (const name of names) await cluster.publisher.tell(name);
    const known = { ...cluster.publisher.list, version: 1, deniedIssuers: ['a1'], deniedSerials: ['01'] };
    cluster.node('hapy3').list = { ...known, deniedUris: ['spiffe://c1/operator/ada'] };
    // The others have heard of the restored one already: its list is newer than that of hapy3.
    cluster.publisher.lost('hapy3');
    await cluster.publisher.publish();
    await cluster.publisher.publish();
    for (const name of names) {
      const { deniedIssuers, deniedSerials, deniedUris } = cluster.node(name).list;
      assert.deepEqual([deniedIssuers, deniedSerials], [['a1'], ['01']], name);
      // A name may have been given again since; its serial numbers stay denied.
      assert.deepEqual(deniedUris, [], name);
    }
  });

  it('never denies the authority that signs, whatever a node says', async () => {
    const cluster = await ModelCluster.create();
    const keyId = keyIdOf(cluster.issuers.records().active.certificatePem);
    cluster.node('hapy2').list = { ...cluster.publisher.list, version: 9, deniedIssuers: [keyId] };
    await cluster.publisher.publish();
    await cluster.publisher.publish();
    for (const name of names) assert.deepEqual(cluster.node(name).list.deniedIssuers, [], name);
  });
});

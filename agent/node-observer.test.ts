import assert from 'node:assert/strict';

import { createLog } from '../services/base/log.ts';
import type { NodeState } from '../services/domain/observed.ts';
import type { LeaseStore } from './lease-store.ts';
import { LookedAtWays } from './looked-at-ways.ts';
import { NodeObserver } from './node-observer.ts';
import type { OperationRunner } from './operation-runner.ts';
import { fakePorts } from './operations/fake-ports.ts';

describe('looking at this node', () => {
  function observerOf(ports = fakePorts()) {
    let poke = () => {};
    let stopped = 0;
    const runner = {
      runningActionIds: [],
      runningKind: '',
      onChange: (listener: () => void) => {
        poke = listener;
        return () => (stopped += 1);
      },
    } as unknown as OperationRunner;
    const observer = new NodeObserver({
      ...ports,
      storage: { read: async () => ports.helper.storage },
      agentVersion: '1',
      certificateExpiresAtMs: () => 1,
      ways: new LookedAtWays(ports.network, ports.clock, createLog('test', 'silent')),
      firewall: 'ours',
      lease: { current: undefined } as LeaseStore,
      runner,
      log: createLog('test', 'silent'),
      intervals: { onedMs: 5, nodeMs: 60_000 },
    });
    return { observer, ports, poke: () => poke(), stopped: () => stopped };
  }

  it('asks only an oned that speaks for itself for its version, and takes the installed one otherwise', async () => {
    const { observer, ports } = observerOf();
    ports.oned.raft = { ...ports.oned.raft, state: 'follower' };
    assert.equal((await observer.observe()).oned.version, '6.8.0');
    ports.oned.raft = { ...ports.oned.raft, state: 'leader' };
    assert.equal((await observer.observe()).oned.version, '6.10.0');
  });

  it('tells nothing of a silent oned, and nothing at all without the helper', async () => {
    const { observer, ports } = observerOf();
    ports.oned.raftStatus = () => Promise.reject(new Error('refused'));
    const { oned, zone, hosts } = await observer.observe();
    assert.deepEqual([oned.raft, oned.version, zone, hosts], [undefined, '6.8.0', undefined, []]);
    ports.helper.readFacts = () => Promise.reject(new Error('gone'));
    await assert.rejects(observer.observe());
  });

  it('tells of an oned that hangs before whoever asks gives the node up', async () => {
    const { observer, ports } = observerOf();
    ports.oned.raftStatus = (signal?: AbortSignal) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))));
    const { oned, health } = await observer.observe();
    assert.deepEqual([oned.raft, health?.onedSilence], [undefined, 'HAPY-E401']);
  });

  it('watches: at once, when something changed, when an operation told something, and now and then', async () => {
    const { observer, ports, poke, stopped } = observerOf();
    const watching = observer.watch(60_000, AbortSignal.timeout(10_000));
    const next = async () => (await watching.next()).value as NodeState;
    assert.equal((await next()).oned.raft?.term, 1);
    ports.oned.raft = { ...ports.oned.raft, term: 2 };
    assert.equal((await next()).oned.raft?.term, 2);
    ports.helper.facts = { ...ports.helper.facts, instanceDone: false };
    poke();
    assert.equal((await next()).instance.status, 'absent');
    await watching.return(undefined);
    assert.equal(stopped(), 1);
    const beating = observer.watch(10, AbortSignal.timeout(10_000));
    const first = (await beating.next()).value as NodeState;
    const second = (await beating.next()).value as NodeState;
    assert.ok(second.observedAtMs >= first.observedAtMs + 5);
    await beating.return(undefined);
  });
});

import assert from 'node:assert/strict';

import { eventText } from '../../services/base/messages/events.ts';
import type { NewEvent } from '../../services/domain/events/event.ts';
import type { NodeState } from '../../services/domain/observed.ts';
import { LastHeard } from '../agents/last-heard.ts';
import { formedNode, nowMs, spec } from '../cli/testing/cluster-fixture.ts';
import { ClusterChanges } from './cluster-changes.ts';

const vip = { interface: 'eth0', address: spec.vip.address, prefixLength: 24 };

describe('the events of what nodes say', () => {
  let heard: LastHeard;
  let told: NewEvent[];
  let atMs: number;

  beforeEach(() => {
    heard = new LastHeard();
    told = [];
    atMs = nowMs;
    const changes = new ClusterChanges({
      specs: { current: spec },
      heard,
      tell: (events) => told.push(...events),
    });
    heard.onChange((node, before, after) => changes.changed(node, before, after));
    for (const node of spec.nodes) heard.hear(node.name, formedNode(node), nowMs);
  });

  const words = () => told.map((event) => `${event.node}: ${eventText(event, 'en')}`);
  const say = (node: string, change: (state: NodeState) => Partial<NodeState>) => {
    const state = heard.of(node).state ?? assert.fail(node);
    atMs += 500;
    heard.hear(node, { ...state, observedAtMs: atMs, ...change(state) }, atMs);
  };
  const raft = (role: 'leader' | 'follower' | 'candidate', term: number) => (state: NodeState) => {
    const was = state.oned.raft ?? assert.fail('no raft');
    return { oned: { ...state.oned, raft: { ...was, state: role, term } } };
  };

  it('begin with who answers and who leads', () => {
    assert.deepEqual(words(), [
      'hapy1: answers',
      'hapy2: answers',
      'hapy2: is the leader, at term 3'.replace('hapy2', 'hapy1'),
      'hapy3: answers',
    ]);
  });

  it('say nothing of what always changes', () => {
    told = [];
    say('hapy1', (state) => {
      const was = state.oned.raft ?? assert.fail('no raft');
      return { oned: { ...state.oned, raft: { ...was, logIndex: 99, commit: 99 } } };
    });
    // A host that is monitored goes from 2 to 1 and back.
    say('hapy1', ({ hosts }) => ({ hosts: hosts.map((host) => ({ ...host, state: 1 })) }));
    assert.deepEqual(words(), []);
  });

  it('tell a fail-over in its order', () => {
    told = [];
    say('hapy1', (state) => ({
      oned: { ...state.oned, process: 'failed', raft: undefined },
      health: { onedSilence: 'HAPY-E400' } as NonNullable<NodeState['health']>,
    }));
    say('hapy2', raft('candidate', 4));
    say('hapy3', raft('follower', 4));
    say('hapy2', raft('leader', 4));
    say('hapy2', ({ addresses }) => ({ addresses: [...addresses, vip] }));
    say('hapy1', ({ addresses }) => ({
      addresses: addresses.filter(({ address }) => address !== vip.address),
    }));
    const lines = words();
    assert.match(lines[0] ?? '', /^hapy1: oned answers no more \(process: failed\) HAPY-E400$/);
    assert.deepEqual(lines.slice(1), [
      'hapy1: is the leader no more; nobody is',
      'hapy2: oned is candidate, at term 4',
      'hapy3: oned is follower, at term 4',
      'hapy2: oned is leader, at term 4',
      'hapy2: is the leader, at term 4',
      `hapy2: holds the virtual address ${vip.address}`,
      `hapy1: no longer holds the virtual address ${vip.address}`,
    ]);
  });

  it('tell a host in err as its leader sees it, once', () => {
    told = [];
    const inErr = (state: NodeState) => ({
      hosts: state.hosts.map((host, at) => ({ ...host, state: at === 1 ? 3 : 2 })),
    });
    say('hapy2', inErr);
    assert.deepEqual(words(), [], 'a follower’s word is not asked for');
    say('hapy1', inErr);
    say('hapy1', ({ hosts }) => ({ hosts: hosts.map((host, at) => ({ ...host, state: at === 1 ? 5 : 2 })) }));
    assert.deepEqual(words(), [': host hapy2.ac-test.fr: err (was on)']);
  });

  it('tell a silence once, with its reason, and its end', () => {
    told = [];
    const unreachable = { code: 'HAPY-E500', parameters: { what: 'hapy3', where: '10.77.0.13:2641' } };
    heard.miss('hapy3', unreachable);
    heard.miss('hapy3', unreachable);
    say('hapy3', () => ({}));
    assert.equal(told.length, 2);
    assert.match(words()[0] ?? '', /^hapy3: answers no more: HAPY-E500 .*10\.77\.0\.13:2641/);
    assert.equal(words()[1], 'hapy3: answers');
  });

  it('tell who leads although the last word before was overtaken', () => {
    told = [];
    const before = heard.of('hapy1').state ?? assert.fail('hapy1');
    for (const node of ['hapy1', 'hapy2', 'hapy3'])
      say(node, raft(node === 'hapy2' ? 'leader' : 'follower', 4));
    const after = heard.of('hapy1').state ?? assert.fail('hapy1');
    heard.hear('hapy1', before, atMs);
    heard.hear('hapy1', { ...before, observedAtMs: after.observedAtMs + 1 }, atMs);
    heard.hear('hapy3', { ...before, node: 'hapy3', observedAtMs: after.observedAtMs + 1 }, atMs);
    assert.equal(words().filter((line) => line.includes('is the leader, at term 4')).length, 1);
    assert.ok(
      words().some((line) => line.includes('is the leader no more')),
      words().join('\n'),
    );
  });

  it('are not misled by an older state that arrives late, and not silenced by a clock that was set back', () => {
    told = [];
    const before = heard.of('hapy2').state ?? assert.fail('hapy2');
    say('hapy2', raft('candidate', 4));
    heard.hear('hapy2', before, atMs);
    assert.equal(told.length, 1);
    const yearMs = 365 * 86_400_000;
    heard.hear(
      'hapy2',
      { ...before, observedAtMs: nowMs - yearMs, guard: { ...before.guard, state: 'held' } },
      atMs,
    );
    assert.ok(words().includes('hapy2: start guard: held (was member)'));
  });
});

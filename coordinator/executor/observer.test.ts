import assert from 'node:assert/strict';

import type { NodeReport, NodeState } from '../../services/domain/observed.ts';
import { VirtualClock } from '../../test/doubles/virtual-clock.ts';
import { Observer } from './observer.ts';
import type { Agents } from './ports.ts';

/** Agents that answer after a time of their own, Infinity for never, and count how often they are asked. */
function slowAgents(clock: VirtualClock, latencies: Record<string, number>) {
  const asked: string[] = [];
  const report = async (node: string, patienceMs: number): Promise<NodeReport> => {
    asked.push(node);
    const latency = latencies[node] ?? 0;
    await clock.delay(Math.min(latency, patienceMs));
    const atMs = clock.now();
    if (latency <= patienceMs) return { node, atMs, state: { node } as NodeState };
    return { node, atMs, state: undefined, unreachable: { code: 'HAPY-E502', parameters: {} } };
  };
  return { agents: { report } as unknown as Agents, asked };
}

describe('the observer', () => {
  it('asks each node once for all who ask meanwhile, and never answers with an older look', async () => {
    const clock = new VirtualClock();
    const { agents, asked } = slowAgents(clock, { a: 100 });
    const observer = new Observer(agents, clock, () => ['a']);
    const first = observer.observe();
    const others = [observer.observe(), observer.observe(), observer.observe()];
    assert.equal(asked.length, 1);
    await clock.runUntil(Promise.all([first, ...others]));
    assert.equal(asked.length, 2);
  });

  it('is not held up twice by a dead node, and hears it when it is merely slow', async () => {
    const clock = new VirtualClock();
    const latencies: Record<string, number> = { a: 10, b: Infinity };
    const { agents } = slowAgents(clock, latencies);
    const observer = new Observer(agents, clock, () => ['a', 'b']);
    await clock.runUntil(observer.observe());
    const startedAtMs = clock.now();
    await clock.runUntil(observer.observe());
    assert.ok(clock.now() - startedAtMs < 1000);
    latencies['b'] = 2000;
    await clock.runUntil(clock.delay(10_000));
    await clock.runUntil(observer.observe());
    await clock.runUntil(clock.delay(3000));
    assert.ok(observer.last().reports.every((report) => report.state !== undefined));
  });

  it('takes a recent report where that is enough', async () => {
    const clock = new VirtualClock();
    const { agents, asked } = slowAgents(clock, { a: 10 });
    const observer = new Observer(agents, clock, () => ['a']);
    await clock.runUntil(observer.observe());
    await clock.runUntil(observer.observe({ maxAgeMs: 500 }));
    assert.equal(asked.length, 1);
    await clock.runUntil(clock.delay(600));
    await clock.runUntil(observer.observe({ maxAgeMs: 500 }));
    assert.equal(asked.length, 2);
  });
});

import assert from 'node:assert/strict';

import { systemClock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Spec } from '../../services/domain/spec.ts';
import { stateOf } from '../../services/domain/preflight/fake-facts.ts';
import { AgentServiceService } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import { unary } from '../../services/rpc/handlers.ts';
import { nodeStateToProto } from '../../services/rpc/mapping/node-state.ts';
import { clusterId, RpcFixture } from '../../test/rpc-fixture.ts';
import { AgentChannels } from './agent-channels.ts';
import { LastHeard } from './last-heard.ts';

describe('the channels to the agents', () => {
  const fixture = new RpcFixture();
  after(() => fixture.close());

  async function channelsTo(answer: () => Promise<unknown>, enrolled: readonly string[] = ['hapy1']) {
    const names = Object.keys(AgentServiceService);
    const implementation = Object.fromEntries(names.map((name) => [name, unary(answer)]));
    const server = await fixture.serve([{ definition: AgentServiceService, implementation }]);
    const node = { name: 'hapy1', fqdn: 'hapy1.lan', address: '127.0.0.1' };
    const vip = { address: '127.0.0.9', name: 'hapy.lan' };
    const current: Spec = { clusterId, platform: 'eole', nodes: [node], vip };
    const heard = new LastHeard();
    const agents = new AgentChannels({
      ...{ specs: { current }, port: server.port, identity: fixture.coordinator },
      ...{ clock: systemClock, heard, enrolled: () => new Set(enrolled) },
    });
    const lost: string[] = [];
    agents.guard(
      () => Promise.resolve(),
      (name) => void lost.push(name),
    );
    return { agents, heard, lost, server };
  }

  it('do not count a node that is slow as one whose connection broke', async () => {
    const { agents, lost } = await channelsTo(() => new Promise<never>(() => undefined));
    try {
      // Until the first connection stands, that is what is waited for in vain.
      let code: string | undefined = 'HAPY-E502';
      while (code === 'HAPY-E502') {
        const report = await agents.report('hapy1', 300);
        code = report.state === undefined ? report.unreachable?.code : undefined;
      }
      assert.equal(code, 'HAPY-E503');
      assert.deepEqual(lost, []);
    } finally {
      agents.close();
    }
  });

  it('say of a node without a certificate that it has not joined, whatever became of a look or of its stream', async () => {
    const refusing = () => Promise.reject(new HapyError('HAPY-E402', {}));
    const codes = [['hapy1'], []].map(async (enrolled) => {
      const { agents, heard } = await channelsTo(refusing, enrolled);
      const code = () => heard.of('hapy1').unreachable?.code;
      const report = await agents.report('hapy1', 5_000);
      const looked = [report.state === undefined ? report.unreachable?.code : '', code()];
      agents.miss('hapy1', new HapyError('HAPY-E500', { what: 'hapy1', where: 'x' }));
      agents.close();
      return [...looked, code()];
    });
    assert.deepEqual(await Promise.all(codes), [
      ['HAPY-E402', 'HAPY-E402', 'HAPY-E500'],
      ['HAPY-E630', 'HAPY-E630', 'HAPY-E630'],
    ]);
  });

  it('give a node that lives a second, longer patience before they say that it does not answer', async () => {
    let asked = 0;
    const slowFirst = () =>
      (asked += 1) === 1
        ? new Promise<never>(() => undefined)
        : Promise.resolve({ state: nodeStateToProto(stateOf(0)) });
    const { agents, heard, lost } = await channelsTo(slowFirst);
    try {
      // A machine that is busy may not even have taken the connection when the first patience ends.
      heard.hear('hapy1', stateOf(0), systemClock.now());
      const report = await agents.report('hapy1', 2_000);
      assert.equal(report.state?.node, 'hapy1');
      assert.equal(asked, 2);
      assert.equal(heard.of('hapy1').unreachable, undefined);
      assert.deepEqual(lost, []);
    } finally {
      agents.close();
    }
  });

  it('do not wait longer for a node that was silent before', async () => {
    let asked = 0;
    const { agents, heard } = await channelsTo(() => {
      asked += 1;
      return new Promise<never>(() => undefined);
    });
    try {
      heard.hear('hapy1', stateOf(0), systemClock.now() - 60_000);
      let code: string | undefined = 'HAPY-E502';
      while (code === 'HAPY-E502') {
        const report = await agents.report('hapy1', 1_000);
        code = report.state === undefined ? report.unreachable.code : undefined;
      }
      assert.equal(code, 'HAPY-E503');
      assert.equal(asked, 1);
    } finally {
      agents.close();
    }
  });

  it('tell of a connection that broke', async () => {
    const { agents, lost, server } = await channelsTo(() => new Promise<never>(() => undefined));
    try {
      const report = agents.report('hapy1', 5_000);
      await new Promise((resolve) => setTimeout(resolve, 0));
      await server.close(0);
      assert.equal((await report).state, undefined);
      assert.deepEqual(lost, ['hapy1']);
    } finally {
      agents.close();
    }
  });

  it('end a call in time that was held back for longer than it may take', async () => {
    const { agents } = await channelsTo(() =>
      Promise.reject(new HapyError('HAPY-E320', { socket: 'asked' })),
    );
    const held = Promise.withResolvers<void>();
    agents.guard(
      () => held.promise,
      () => undefined,
    );
    try {
      const report = await agents.report('hapy1', 50);
      assert.equal(report.state === undefined && report.unreachable?.code, 'HAPY-E502');
      const waiting = new AbortController();
      const watching = agents.of('hapy1').watchState(waiting.signal).next();
      waiting.abort(new Error('nobody waits any more'));
      await assert.rejects(watching, /nobody waits any more/);
      // What ended is not begun when its time has come, and what is asked from then on is.
      held.resolve();
      const next = await agents.report('hapy1', 10_000);
      assert.equal(next.state === undefined && next.unreachable?.code, 'HAPY-E320');
    } finally {
      agents.close();
    }
  });
});

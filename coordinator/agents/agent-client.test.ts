import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

import { tlsTarget } from '../../services/rpc/client.ts';
import { AgentServiceService } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import { serverStream, unary } from '../../services/rpc/handlers.ts';
import { agentUri, RpcFixture, until } from '../../test/rpc-fixture.ts';
import { AgentClient } from './agent-client.ts';

describe('the channel to an agent', () => {
  it('drops no call that waits for its connection when the identity is renewed', async () => {
    const fixture = new RpcFixture();
    const gate = Promise.withResolvers<void>();
    const names = Object.entries<{ responseStream: boolean }>(AgentServiceService);
    const implementation = Object.fromEntries(
      names.map(([name, { responseStream }]) => [
        name,
        responseStream
          ? serverStream(async function* () {})
          : unary(async () => ({ granted: true, operations: [] })),
      ]),
    );
    const server = await fixture.serve([{ definition: AgentServiceService, implementation }]);
    const held: Socket[] = [];
    // A machine that is slow to answer: nothing passes before the gate opens.
    const slow = createServer((socket) => {
      held.push(socket);
      socket.on('error', () => undefined);
      void gate.promise.then(() => {
        const onward = connect(server.port, '127.0.0.1');
        onward.on('error', () => undefined);
        socket.pipe(onward).pipe(socket);
      });
    }).listen(0, '127.0.0.1');
    await once(slow, 'listening');
    const to = (port: number) =>
      tlsTarget({ address: '127.0.0.1', port, expectedUri: agentUri, identity: fixture.coordinator });
    const agent = new AgentClient('hapy1', to((slow.address() as AddressInfo).port));
    const lease = { holder: 'a', epoch: 1, ttlMs: 1_000 };
    try {
      const waiting = agent.findOperation('r', 'a').then(
        () => 'answered',
        (error: unknown) => String(error),
      );
      await until(() => held.length > 0);
      agent.retarget(to(server.port));
      assert.equal((await agent.acquireLease(lease)).granted, true);
      gate.resolve();
      assert.equal(await waiting, 'answered');
    } finally {
      agent.close();
      for (const socket of held) socket.destroy();
      slow.close();
      await fixture.close();
    }
  }).timeout(30_000);
});

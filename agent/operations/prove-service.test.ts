import assert from 'node:assert/strict';

import { fakeContext, fakePorts } from './fake-ports.ts';
import { proveService } from './prove-service.ts';

const mutation = undefined;

describe('proving the service through the virtual address', () => {
  const through = 'http://10.1.2.10:2633/RPC2';

  function portsBehind(hook: string) {
    const ports = fakePorts();
    const { facts } = ports.helper;
    ports.helper.facts = { ...facts, configuration: { ...facts.configuration, leaderHook: hook } };
    return ports;
  }
  const prove = (ports: ReturnType<typeof portsBehind>, endpointAsked = through) =>
    proveService(ports).run(
      { mutation, clusterId: 'c1', endpoint: endpointAsked },
      fakeContext({ deadlineMs: 60_000 }),
    );

  it('logs in there, tries again while the address is still on its way, and writes there', async () => {
    const ports = portsBehind('leader eth0 10.1.2.10/24');
    ports.oned.raft = { ...ports.oned.raft, state: 'follower' };
    ports.oned.loginRefusals = ['HAPY-E400', 'HAPY-E413'];
    assert.deepEqual(await prove(ports), { user: 'oneadmin' });
    assert.deepEqual(ports.oned.writes, [`setZoneEndpoint at ${through}`]);
  });

  it('sends the session to no address but its own configuration’s', async () => {
    for (const [hook, asked] of [
      ['leader eth0 10.1.2.10/24', 'http://10.1.2.99:2633/RPC2'],
      ['leader eth0 10.1.2.10/24', 'http://10.1.2.10@10.9.9.9:2633/RPC2'],
      ['leader eth0 10.1.2.10/24', 'no address'],
      ['', through],
    ] as const) {
      const ports = portsBehind(hook);
      await assert.rejects(prove(ports, asked), { code: 'HAPY-E691' }, asked);
      assert.deepEqual(ports.oned.writes, []);
    }
  });

  it('says that nobody can log in any more where the new leader has other credentials', async () => {
    const ports = portsBehind('leader eth0 10.1.2.10/24');
    ports.oned.loginRefusals = ['HAPY-E404'];
    await assert.rejects(prove(ports), { code: 'HAPY-E692' });
    assert.deepEqual(ports.oned.writes, []);
  });

  it('says that nobody answers there when its time is over', async () => {
    const ports = portsBehind('leader eth0 10.1.2.10/24');
    ports.oned.loginRefusals = ['HAPY-E400'];
    const request = { mutation, clusterId: 'c1', endpoint: through };
    // No more than what is kept for the write.
    const run = proveService(ports).run(request, fakeContext({ deadlineMs: 15_000 }));
    await assert.rejects(run, { code: 'HAPY-E693', parameters: { endpoint: through, reason: 'HAPY-E400' } });
  });
});

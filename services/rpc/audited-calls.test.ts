import assert from 'node:assert/strict';

import { RpcFixture } from '../../test/rpc-fixture.ts';
import { systemClock } from '../base/clock.ts';
import { HapyError } from '../base/errors/hapy-error.ts';
import type { AuditedCall } from './audit-sink.ts';
import { callUnary } from './client.ts';
import { AgentServiceService } from './gen/hapy/agent/v1/agent.ts';
import { unary } from './handlers.ts';

describe('a call that only reads', () => {
  const fixture = new RpcFixture();
  after(() => fixture.close());

  it('leaves no line in the audit, but for one that is refused, which says what was asked', async () => {
    const audited: AuditedCall[] = [];
    const audit = { trouble: () => undefined, write: (call: AuditedCall) => void audited.push(call) };
    const listOperations = unary(async ({ runId }: { runId: string }) => {
      if (runId === 'closed') throw new HapyError('HAPY-E772', { role: 'coordinator' });
      return { operations: [] };
    });
    const services = [{ definition: AgentServiceService, implementation: { listOperations } }];
    const server = await fixture.serve(services, fixture.agent, systemClock, { audit });
    const client = fixture.agentClient(server);
    const list = (runId: string) =>
      callUnary(
        client.listOperations.bind(client),
        { runId, onlyRunning: false, limit: 1 },
        { deadlineMs: 5_000, what: 'list' },
      );
    await list('open');
    assert.equal(audited.length, 0);
    await assert.rejects(list('closed'), { code: 'HAPY-E772' });
    const told = audited.map(({ outcome, details, caller }) => [outcome, details['runId'], caller.role]);
    assert.deepEqual(told, [['HAPY-E772', 'closed', 'coordinator']]);
  });
});

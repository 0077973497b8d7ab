import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { virtualAddressIn } from '../../services/domain/virtual-address.ts';
import { ProveServiceRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationContext, OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';

/** One try: a machine that has just lost the address answers with nothing at all. */
const askMs = 2_000;
const againMs = 250;
/** Kept of the deadline for the write. */
const writeMs = 15_000;

/** Where the address has just moved, and what an election says of itself. All else is no matter of time. */
const passing = ['HAPY-E400', 'HAPY-E401', 'HAPY-E402', 'HAPY-E413'];

/**
 * Logs in through the virtual address with this node's own oneadmin, and has the zone's endpoint written there. That
 * the address stands somewhere, and that somebody leads, is not yet a service that anybody can use.
 */
export function proveService(ports: AgentPorts): OperationKind<ProveServiceRequest> {
  return {
    kind: 'ProveService',
    codec: ProveServiceRequest,
    defaultDeadlineMs: 60_000,
    resumable: false,
    run: async ({ clusterId, endpoint }, context) => {
      const { signal, deadlineMs, say } = context;
      await requireOwnAddress(ports, clusterId, endpoint, signal);
      const endsAtMs = ports.clock.now() + deadlineMs;
      const user = await logIn(ports, endpoint, endsAtMs - writeMs, context);
      say('operation.service.logged-in', { user, endpoint });
      await ports.oned.setZoneEndpoint(endpoint, {
        deadlineMs: Math.max(1, endsAtMs - ports.clock.now()),
        at: endpoint,
        signal,
      });
      return { user };
    },
  };
}

/** oneadmin's session goes to the address of this node's own configuration and to no other. */
async function requireOwnAddress(
  { helper }: AgentPorts,
  clusterId: string,
  endpoint: string,
  signal: AbortSignal,
): Promise<void> {
  const { configuration } = await helper.readFacts(clusterId, signal);
  const expected = virtualAddressIn(configuration);
  const { hostname } = URL.canParse(endpoint) ? new URL(endpoint) : { hostname: '' };
  if (expected === '' || hostname !== expected) {
    throw new HapyError('HAPY-E691', { endpoint, expected: expected === '' ? '-' : expected });
  }
}

async function logIn(
  { oned, clock }: AgentPorts,
  endpoint: string,
  untilMs: number,
  { signal }: OperationContext,
): Promise<string> {
  for (;;) {
    try {
      return await oned.userAt(endpoint, askMs, signal);
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof HapyError ? error.code : '';
      if (reason === 'HAPY-E404') throw new HapyError('HAPY-E692', { endpoint }, error);
      if (!passing.includes(reason)) throw error;
      if (clock.now() >= untilMs) throw new HapyError('HAPY-E693', { endpoint, reason }, error);
    }
    await clock.delay(againMs, signal);
  }
}

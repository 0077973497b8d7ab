import { callUnary, type RpcTarget } from '../../services/rpc/client.ts';
import { CoordinatorServiceClient } from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import type { Coordinator } from '../ports.ts';

/** A status is kept ready by the coordinator; a plan asks every agent first. */
const statusWithinMs = 5_000;
const planWithinMs = 30_000;

const towardsTheSpec = { discardDatabases: {}, abortRun: '', resumeRun: '', drill: false };

/** The coordinator over one warm channel, which is opened by the first call and kept. */
export function connectCoordinator(target: RpcTarget): Coordinator & { close(): void } {
  const client = new CoordinatorServiceClient(target.address, target.credentials, target.options);
  return {
    getStatus: (signal) =>
      callUnary(client.getStatus.bind(client), {}, { deadlineMs: statusWithinMs, what: 'GetStatus', signal }),
    getPlan: (signal) =>
      callUnary(client.getPlan.bind(client), towardsTheSpec, {
        deadlineMs: planWithinMs,
        what: 'GetPlan',
        signal,
      }),
    close: () => client.close(),
  };
}

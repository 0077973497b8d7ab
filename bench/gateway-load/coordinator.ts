import { createLog } from '../../services/base/log.ts';
import { systemClock } from '../../services/base/clock.ts';
import {
  CoordinatorServiceService,
  type WatchEventsRequest,
  type WatchEventsResponse,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { type CallContext, serverStream, unary } from '../../services/rpc/handlers.ts';
import type { TlsIdentity } from '../../services/rpc/identity.ts';
import { type RpcServer, startTlsServer } from '../../services/rpc/server.ts';
import { clusterEventOf, status } from '../../gateway/testing/fake-coordinator.ts';

/** A status of so many nodes, as the console asks for it. */
const nodes = 12;
/** Each reader is told of so many events a second. */
const eventsEveryMs = 500;

/** What the gateway asks under load: a coordinator that has its answers at hand, over real gRPC and mutual TLS. */
export function startCoordinator(identity: TlsIdentity, clusterId: string): Promise<RpcServer> {
  const [node] = status.nodes;
  const whole = {
    ...status,
    nodes: Array.from({ length: nodes }, (_, index) => ({ ...node, name: `hapy${index + 1}`, index })),
  };
  return startTlsServer({
    ...{ host: '127.0.0.1', port: 0, identity, clusterId, clock: systemClock },
    services: [
      {
        definition: CoordinatorServiceService,
        implementation: {
          getStatus: unary(async () => whole),
          watchEvents: serverStream(tellEvents),
        },
      },
    ],
    log: createLog('load', 'silent'),
  });
}

async function* tellEvents(
  { after }: WatchEventsRequest,
  { signal }: CallContext,
): AsyncGenerator<WatchEventsResponse> {
  yield { event: undefined, stream: 's1', head: after };
  for (let number = Number(after) + 1; !signal.aborted; number += 1) {
    await systemClock.delay(eventsEveryMs, signal);
    yield { event: clusterEventOf(number), stream: 's1', head: BigInt(number) };
  }
}

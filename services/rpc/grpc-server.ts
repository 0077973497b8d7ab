import { Server, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';

import type { Clock } from '../base/clock.ts';
import { HapyError } from '../base/errors/hapy-error.ts';
import type { Log } from '../base/log.ts';
import type { ApiTokenPolicy } from './api-token.ts';
import type { AuditSink } from './audit-sink.ts';
import { authorisation } from './authorisation.ts';
import { unary } from './handlers.ts';
import {
  anonymous,
  clusterBytesMax,
  keepaliveTimeMs,
  keepaliveTimeoutMs,
  messageBytesMax,
  streamsPerConnectionMax,
} from './limits.ts';
import type { PeerRegistry } from './peer-registry.ts';
import { mayCall, roleTable } from './role-table.ts';
import { trustEveryone, type TrustPolicy } from './trust-list.ts';

/** One service that a server offers: the generated definition and its handlers. */
export interface ServiceBinding {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}

interface Parts {
  readonly services: readonly ServiceBinding[];
  readonly registry: PeerRegistry;
  readonly clock: Clock;
  readonly log: Log;
  readonly clusterId?: string;
  readonly trust?: TrustPolicy | undefined;
  readonly audit?: AuditSink | undefined;
  readonly apiTokens?: ApiTokenPolicy | undefined;
  readonly keepalive?: Keepalive | undefined;
}

/** When a peer that says nothing is asked whether it is there, and how long its answer is waited for; milliseconds. */
export interface Keepalive {
  readonly timeMs: number;
  readonly timeoutMs: number;
}

/** The server for proved peers: every service, with the bounds of a peer that is trusted to be one of us. */
export function provedServer(parts: Parts): Server {
  const server = bareServer(parts, messageBytesMax, streamsPerConnectionMax, {});
  const served = new Set<string>();
  for (const { definition, implementation } of parts.services) {
    server.addService(definition, implementation);
    for (const method of Object.values(definition)) served.add(method.path);
  }
  refuseOthers(server, served);
  return server;
}

/**
 * The server for everyone else. It holds no handler but those of the RPCs that an anonymous peer may call,
 * so that a mistake in a check cannot reach any other; all others are there to be refused with a code.
 */
export function anonymousServer(parts: Parts): Server {
  const server = bareServer(parts, anonymous.messageBytesMax, anonymous.streamsPerConnectionMax, {
    'grpc-node.max_session_memory': 1,
  });
  const served = new Set<string>();
  for (const { definition, implementation } of parts.services) {
    const open = Object.entries(definition).filter(([, method]) => mayCall('anonymous', method.path));
    if (open.length === 0) continue;
    server.addService(Object.fromEntries(open), implementation);
    for (const [, method] of open) served.add(method.path);
  }
  refuseOthers(server, served);
  return server;
}

function bareServer(
  parts: Parts,
  sizeBytesMax: number,
  streamsMax: number,
  more: Record<string, number>,
): Server {
  const { timeMs, timeoutMs } = parts.keepalive ?? { timeMs: keepaliveTimeMs, timeoutMs: keepaliveTimeoutMs };
  return new Server({
    interceptors: [authorisation({ clusterId: '', ...parts, trust: parts.trust ?? trustEveryone })],
    'grpc.max_receive_message_length': sizeBytesMax,
    'grpc.max_send_message_length': clusterBytesMax,
    'grpc.max_concurrent_streams': streamsMax,
    'grpc.keepalive_time_ms': timeMs,
    'grpc.keepalive_timeout_ms': timeoutMs,
    'grpc.enable_channelz': 0,
    ...more,
  });
}

/**
 * grpc-js answers an unknown RPC before any interceptor runs, and without a code. So every RPC of the
 * table that is not served here is registered too: the interceptor refuses whoever may not call it, and
 * who may is told that this is the wrong program.
 */
function refuseOthers(server: Server, served: ReadonlySet<string>): void {
  for (const rpc of Object.keys(roleTable)) {
    if (served.has(rpc)) continue;
    const refuse = unary<Buffer, Buffer>(() => Promise.reject(new HapyError('HAPY-E112', { rpc })));
    const same = (bytes: Buffer) => bytes;
    server.register(rpc, refuse, same, same, 'unary');
  }
}

import {
  type ServerInterceptingCallInterface,
  ServerInterceptingCall,
  type ServerInterceptor,
  status,
} from '@grpc/grpc-js';

import type { Clock } from '../base/clock.ts';
import { HapyError } from '../base/errors/hapy-error.ts';
import type { Log } from '../base/log.ts';
import { rememberCall } from './call-record.ts';
import type { Caller } from './caller.ts';
import { toStatus } from './error-trailer.ts';
import type { PeerRegistry } from './peer-registry.ts';
import { mayCall } from './role-table.ts';

/**
 * Lets a call through only when the registry proves its caller and the role table names its role; every
 * other call is answered before its first message is read. Writes one line per call.
 */
export function authorisation(registry: PeerRegistry, clock: Clock, log: Log): ServerInterceptor {
  return (method, call) => {
    const startedMs = clock.now();
    const rpc = method.path;
    let caller: Caller | undefined;
    return new ServerInterceptingCall(call, {
      start(next) {
        next({
          onReceiveMetadata(metadata, proceed) {
            const decision = decide(registry, clock.now(), rpc, call);
            if (decision instanceof HapyError) {
              log.warn({ rpc, peer: call.getPeer(), code: decision.code }, 'call refused');
              call.sendStatus(toStatus(decision));
              return;
            }
            caller = decision;
            rememberCall(metadata, { caller, log: log.child({ rpc }) });
            proceed(metadata);
          },
        });
      },
      sendStatus(sent, next) {
        const durationMs = clock.now() - startedMs;
        const outcome = status[sent.code];
        const who = { role: caller?.role, name: caller?.name };
        log.debug({ rpc, ...who, durationMs, outcome }, 'call answered');
        next(sent);
      },
    });
  };
}

/** The caller, or why not. Anonymous peers keep the reason why they are nobody for their refusal. */
function decide(
  registry: PeerRegistry,
  nowMs: number,
  rpc: string,
  call: ServerInterceptingCallInterface,
): Caller | HapyError {
  const standing = registry.standingOf(call.getConnectionInfo());
  if (!standing.proved) {
    const anonymous: Caller = { role: 'anonymous', name: '', uri: '', peer: call.getPeer() };
    return mayCall('anonymous', rpc) ? anonymous : standing.reason;
  }
  const { role, name, uri, peer, notAfterMs } = standing.peer;
  if (notAfterMs <= nowMs) return new HapyError('HAPY-E102');
  return mayCall(role, rpc) ? { role, name, uri, peer } : new HapyError('HAPY-E110', { role, rpc });
}

import {
  type Metadata,
  type ServerInterceptingCallInterface,
  ServerInterceptingCall,
  type ServerInterceptor,
  status,
} from '@grpc/grpc-js';

import type { Clock } from '../base/clock.ts';
import { HapyError } from '../base/errors/hapy-error.ts';
import type { Log } from '../base/log.ts';
import type { ApiTokenPolicy } from './api-token.ts';
import type { AuditSink } from './audit-sink.ts';
import { isAudited, tellingDetails } from './audited-rpcs.ts';
import { rememberCall } from './call-record.ts';
import type { Caller } from './caller.ts';
import { toStatus } from './error-trailer.ts';
import { onBehalfOf } from './on-behalf.ts';
import type { Peer } from './peer.ts';
import type { PeerRegistry } from './peer-registry.ts';
import { mayCall } from './role-table.ts';
import type { TrustPolicy } from './trust-list.ts';

/** What a call is judged by, and where that is written down. */
export interface Authority {
  readonly registry: PeerRegistry;
  readonly clusterId: string;
  readonly trust: TrustPolicy;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit?: AuditSink | undefined;
  readonly apiTokens?: ApiTokenPolicy | undefined;
}

/**
 * Lets a call through only when the registry proves its caller, nobody has revoked it and the role table names
 * its role; every other call is answered before its first message is read. Writes one line per call into the
 * log, and into the audit where it changes something or is refused.
 */
export function authorisation(o: Authority): ServerInterceptor {
  return (method, call) => {
    const startedMs = o.clock.now();
    const rpc = method.path;
    let caller = nobodyAt(call);
    const audited = isAudited(rpc);
    let details: Record<string, string> = {};
    // What is not audited says nothing about itself unless it is refused, and then this says it.
    let first: unknown;
    return new ServerInterceptingCall(call, {
      start(next) {
        next({
          onReceiveMetadata(metadata, proceed) {
            const decision = decide(o, metadata, rpc, call);
            if (decision.error !== undefined) {
              const { code } = decision.error;
              o.log.warn({ rpc, peer: call.getPeer(), code }, 'call refused');
              o.audit?.write({ atMs: startedMs, caller: decision.caller, rpc, details: {}, outcome: code });
              call.sendStatus(toStatus(decision.error));
              return;
            }
            caller = decision.caller;
            rememberCall(metadata, { caller, log: () => o.log.child({ rpc }) });
            proceed(metadata);
          },
          onReceiveMessage(message, proceed) {
            // A stream says in its first message what it is about.
            if (!audited) first ??= message;
            else if (Object.keys(details).length === 0) details = tellingDetails(headOf(message));
            proceed(message);
          },
        });
      },
      sendMessage(message, next) {
        if (audited) details = { ...tellingDetails(message), ...details };
        next(message);
      },
      sendStatus(sent, next) {
        const durationMs = o.clock.now() - startedMs;
        const outcome = status[sent.code];
        const who = { role: caller.role, name: caller.name };
        o.log.debug({ rpc, ...who, durationMs, outcome }, 'call answered');
        const code = sent.code === status.OK ? 'ok' : codeIn(sent.details, outcome);
        if (audited || isRefusal(sent.code)) {
          if (!audited) details = tellingDetails(headOf(first));
          o.audit?.write({ atMs: startedMs, caller, rpc, details, outcome: code });
        }
        next(sent);
      },
    });
  };
}

type Decision =
  | { readonly caller: Caller; readonly error?: undefined }
  | { readonly caller: Caller; readonly error: HapyError };

/** The caller, or why not. Anonymous peers keep the reason why they are nobody for their refusal. */
function decide(
  o: Authority,
  metadata: Metadata,
  rpc: string,
  call: ServerInterceptingCallInterface,
): Decision {
  const nobody = nobodyAt(call);
  const standing = o.registry.standingOf(call.getConnectionInfo());
  if (!standing.proved) {
    return mayCall('anonymous', rpc) ? ready(o, nobody, rpc) : { caller: nobody, error: standing.reason };
  }
  const caller = callerOf(standing.peer);
  if (standing.peer.notAfterMs <= o.clock.now()) return { caller, error: new HapyError('HAPY-E102') };
  const refused = o.trust.refusal(standing.peer);
  if (refused !== undefined) return { caller, error: refused };
  const person = caller.role === 'gateway' ? onBehalfOf(metadata, caller, o) : caller;
  if (person instanceof HapyError) return { caller, error: person };
  const { role } = person;
  if (!mayCall(role, rpc)) return { caller: person, error: new HapyError('HAPY-E110', { role, rpc }) };
  return ready(o, person, rpc);
}

/** Nothing is changed that could not be written down. */
function ready(o: Authority, caller: Caller, rpc: string): Decision {
  const error = isAudited(rpc) ? o.audit?.trouble() : undefined;
  return error === undefined ? { caller } : { caller, error };
}

function callerOf({ role, name, uri, peer, serial }: Peer): Caller {
  return serial === '' ? { role, name, uri, peer } : { role, name, uri, peer, serial };
}

function nobodyAt(call: ServerInterceptingCallInterface): Caller {
  return { role: 'anonymous', name: '', uri: '', peer: call.getPeer() };
}

/** The header of an upload is the part of a oneof. */
function headOf(message: unknown): unknown {
  const part = (message as { part?: { value?: unknown } } | undefined)?.part;
  return part?.value ?? message;
}

function isRefusal(code: status): boolean {
  return code === status.UNAUTHENTICATED || code === status.PERMISSION_DENIED;
}

/** Our own errors begin their text with their code (error-trailer.ts). */
function codeIn(details: string | null | undefined, otherwise: string): string {
  return /^HAPY-E\d+/.exec(details ?? '')?.[0] ?? otherwise;
}

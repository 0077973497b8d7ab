import { constants } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext, createServer, type Server as TlsServer, type TLSSocket } from 'node:tls';

import { type ConnectionInjector, ServerCredentials } from '@grpc/grpc-js';

import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { Admission } from './admission.ts';
import type { ApiTokenPolicy } from './api-token.ts';
import type { AuditSink } from './audit-sink.ts';
import { endGracefully } from './end-gracefully.ts';
import { anonymousServer, type Keepalive, provedServer, type ServiceBinding } from './grpc-server.ts';
import type { TlsIdentity } from './identity.ts';
import { anonymous, connectionsMax, handshakeTimeoutMs } from './limits.ts';
import { listenError } from './listen-error.ts';
import { judgeTlsPeer, type Peer } from './peer.ts';
import { PeerRegistry } from './peer-registry.ts';
import type { TrustPolicy } from './trust-list.ts';

export type { ServiceBinding } from './grpc-server.ts';

/** A network listener that is running. */
export interface RpcServer {
  readonly host: string;
  readonly port: number;
  /** Serves a renewed certificate from the next connection on; those that stand go on. Throws when key and certificate do not match. */
  setIdentity(identity: TlsIdentity): void;
  /** Cuts the connections of the matching peers at once, streams included; gives their number. */
  disconnect(matches: (peer: Peer) => boolean): number;
  /** Takes no new calls, lets running ones end for `graceMs`, then cuts what is left. */
  close(graceMs: number): Promise<void>;
}

interface TlsServerOptions {
  readonly host: string;
  /** 0 takes any free port; the one taken is in the result. */
  readonly port: number;
  readonly identity: TlsIdentity;
  readonly clusterId: string;
  readonly services: readonly ServiceBinding[];
  readonly log: Log;
  readonly clock: Clock;
  /** Who is refused although its certificate is valid; nobody by default. */
  readonly trust?: TrustPolicy;
  readonly audit?: AuditSink;
  /** What the tokens are worth that the gateway passes on; nothing by default. */
  readonly apiTokens?: ApiTokenPolicy;
  /** Those of limits.ts by default. */
  readonly keepalive?: Keepalive;
}

/**
 * Listens with TLS 1.3 and hands every connection to grpc-js (design section 3, "The listener"). A peer
 * without a valid certificate gets a connection too, because a refusal that a person can act on needs
 * one; it is served by a separate server that knows nothing but enrolment.
 * @throws HapyError HAPY-E517 when the port is taken, HAPY-E518 when it cannot be listened on.
 */
export async function startTlsServer(o: TlsServerOptions): Promise<RpcServer> {
  const registry = new PeerRegistry();
  const log = o.log.child({ component: 'rpc' });
  const { services, clock, clusterId, trust, audit, apiTokens, keepalive } = o;
  const parts = { services, registry, clock, log, clusterId, trust, audit, apiTokens, keepalive };
  const servers = [provedServer(parts), anonymousServer(parts)] as const;
  const injectors = servers.map((s) => s.createConnectionInjector(ServerCredentials.createInsecure()));
  const [proved, open] = injectors as [ConnectionInjector, ConnectionInjector];

  const listener = createServer({ ...contextOf(o.identity), ...listenerOptions });
  listener.maxConnections = connectionsMax;
  const sockets = trackSockets(listener);
  const admission = new Admission(o.clock);
  listener.on('tlsClientError', (error: Error) => log.debug({ reason: error.message }, 'handshake failed'));
  listener.on('secureConnection', (socket) => {
    socket.on('error', (error: Error) => log.debug({ reason: error.message }, 'connection failed'));
    const standing = judgeTlsPeer(socket, o.clusterId, o.clock.now());
    if (!standing.proved && !admitted(socket, admission, o.clock)) {
      log.warn({ peer: socket.remoteAddress }, 'too many connections without a certificate');
      socket.destroy();
    } else if (registry.add(socket, standing)) {
      (standing.proved ? proved : open).injectConnection(socket);
    } else {
      socket.destroy();
    }
  });
  await listen(listener, o.host, o.port);
  const { address, port } = listener.address() as AddressInfo;

  return {
    host: address,
    port,
    setIdentity: (identity) => listener.setSecureContext(contextOf(identity)),
    disconnect: (matches) => registry.disconnect(matches),
    close: (graceMs) => endGracefully({ listener, injectors, servers, sockets, graceMs }),
  };
}

const listenerOptions = {
  requestCert: true,
  // The refusal is ours, with a code: grpc-js's own would be OpenSSL's words and UNAVAILABLE.
  rejectUnauthorized: false,
  ALPNProtocols: ['h2'],
  handshakeTimeout: handshakeTimeoutMs,
};

/** Throws when the key is not the certificate's. */
function contextOf(identity: TlsIdentity) {
  const context = {
    key: identity.privateKeyPem,
    cert: identity.certificateChainPem,
    ca: identity.rootsPem,
    minVersion: 'TLSv1.3' as const,
    // A resumed session skips the verification of the certificate that it began with.
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
  createSecureContext(context);
  return context;
}

/** Every socket from its first byte on, so that closing leaves none behind, not even in a handshake. */
function trackSockets(listener: TlsServer): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  listener.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

/** Counts a peer that proved nothing, and ends its connection when its time is over. */
function admitted(socket: TLSSocket, admission: Admission, clock: Clock): boolean {
  const leave = admission.enter(socket.remoteAddress ?? '');
  if (leave === undefined) return false;
  const closed = new AbortController();
  socket.once('close', () => {
    closed.abort();
    leave();
  });
  const over = clock.delay(anonymous.connectionLifeMs, closed.signal);
  void over.then(
    () => socket.destroy(),
    () => undefined,
  );
  return true;
}

async function listen(listener: TlsServer, host: string, port: number): Promise<void> {
  try {
    listener.listen(port, host);
    await once(listener, 'listening');
  } catch (error) {
    throw listenError(error, `${host}:${port}`);
  }
}

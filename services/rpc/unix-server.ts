import assert from 'node:assert/strict';
import { once } from 'node:events';
import { unlink } from 'node:fs/promises';
import { connect, createServer, type Server as NetServer, type Socket } from 'node:net';

import { ServerCredentials } from '@grpc/grpc-js';

import { systemClock } from '../base/clock.ts';
import { HapyError } from '../base/errors/hapy-error.ts';
import type { Log } from '../base/log.ts';
import type { AuditSink } from './audit-sink.ts';
import type { Caller } from './caller.ts';
import { prepareClaims, proveClaim } from './directory-claim.ts';
import { endGracefully } from './end-gracefully.ts';
import { provedServer, type ServiceBinding } from './grpc-server.ts';
import { connectionsMax, socketPathBytesMax } from './limits.ts';
import { listenError } from './listen-error.ts';
import { nobody, type Standing, unixPeer } from './peer.ts';
import { PeerRegistry } from './peer-registry.ts';

interface UnixServerOptions {
  readonly socketPath: string;
  /** A socket that listens already at that path, passed by the service manager with its own owner and mode. */
  readonly descriptor?: number | undefined;
  readonly services: readonly ServiceBinding[];
  readonly log: Log;
  /** The directory proof: `authorise` says who a proved uid is, or undefined for nobody. */
  readonly claims?: { readonly directory: string; authorise(uid: number): Caller | undefined };
  /** Without claims: who everyone is that the socket's file mode lets in. */
  readonly caller?: Caller;
  readonly audit?: AuditSink;
  /** The file mode of the socket: 0666 with claims (the proof decides), else 0600. */
  readonly mode?: number;
}

/**
 * Listens on a unix socket. With `claims` every connection proves its uid first (directory-claim.ts);
 * without, the file mode alone decides and every caller is `caller`.
 * @throws HapyError HAPY-E517 when a running program has the socket, HAPY-E518 when it cannot be made.
 */
export async function startUnixServer(
  o: UnixServerOptions,
): Promise<{ close(graceMs: number): Promise<void> }> {
  assert(o.claims !== undefined || o.caller !== undefined, 'a unix server needs claims or a caller');
  if (o.claims !== undefined) await prepareClaims(o.claims.directory);
  const registry = new PeerRegistry();
  const log = o.log.child({ component: 'rpc' });
  const { services, audit } = o;
  const server = provedServer({ services, registry, clock: systemClock, log, audit });
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());

  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', (error) => log.debug({ reason: error.message }, 'connection failed'));
    nameConnection(socket);
    void standingOf(socket, o).then((standing) => {
      if (!standing.proved) log.warn({ code: standing.reason.code }, 'connection without proof');
      if (socket.destroyed || !registry.add(socket, standing)) socket.destroy();
      else injector.injectConnection(socket);
    });
  });
  listener.maxConnections = connectionsMax;
  if (o.descriptor !== undefined) await listening(listener.listen({ fd: o.descriptor }), o.socketPath);
  else await listenOn(listener, o.socketPath, o.mode ?? (o.claims === undefined ? 0o600 : 0o666));
  return {
    close: (graceMs) =>
      endGracefully({ listener, injectors: [injector], servers: [server], sockets, graceMs }),
  };
}

async function standingOf(socket: Socket, o: UnixServerOptions): Promise<Standing> {
  if (o.claims === undefined) {
    assert(o.caller !== undefined);
    return unixPeer(o.caller);
  }
  try {
    const uid = await proveClaim(socket, o.claims.directory);
    const caller = o.claims.authorise(uid);
    return caller === undefined ? nobody(new HapyError('HAPY-E111', { uid })) : unixPeer(caller);
  } catch (error) {
    return nobody(error instanceof HapyError ? error : new HapyError('HAPY-E106', {}, error));
  }
}

let connectionCount = 0;

/**
 * Unix connections have no addresses, and grpc-js tells calls apart by nothing else. So each socket gets
 * a name of its own where a TCP socket has its remote end.
 */
function nameConnection(socket: Socket): void {
  connectionCount += 1;
  Object.defineProperty(socket, 'remoteAddress', { value: 'unix' });
  Object.defineProperty(socket, 'remotePort', { value: connectionCount });
}

async function listenOn(listener: NetServer, socketPath: string, mode: number): Promise<void> {
  if (Buffer.byteLength(socketPath) > socketPathBytesMax) throw listenError('ENAMETOOLONG', socketPath);
  await removeStale(socketPath);
  // The file is made inside listen(), synchronously: with the mask it never has more than its mode.
  const mask = process.umask(0o777 & ~mode);
  try {
    listener.listen(socketPath);
  } finally {
    process.umask(mask);
  }
  await listening(listener, socketPath);
}

async function listening(listener: NetServer, socketPath: string): Promise<void> {
  try {
    await once(listener, 'listening');
  } catch (error) {
    throw listenError(error, socketPath);
  }
}

/** A socket file that nobody answers on is what a killed program left behind. */
async function removeStale(socketPath: string): Promise<void> {
  const probe = connect(socketPath);
  try {
    await once(probe, 'connect');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    if (reason === 'ECONNREFUSED') await unlink(socketPath);
    else if (reason !== 'ENOENT') throw listenError(error, socketPath);
    return;
  } finally {
    probe.destroy();
  }
  throw new HapyError('HAPY-E517', { where: socketPath });
}

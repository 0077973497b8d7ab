import type { Server as NetServer, Socket } from 'node:net';

import type { ConnectionInjector, Server } from '@grpc/grpc-js';

interface Ending {
  readonly listener: NetServer;
  readonly injectors: readonly ConnectionInjector[];
  readonly servers: readonly Server[];
  /** The open sockets, kept current by their owner. */
  readonly sockets: ReadonlySet<Socket>;
  readonly graceMs: number;
}

/**
 * Ends a listener: no new connection, HTTP/2 sessions told to go (GOAWAY), `graceMs` for the calls that
 * run, then every socket that is left is destroyed. Resolves when nothing of it is open any more.
 */
export async function endGracefully(e: Ending): Promise<void> {
  const closed = new Promise<void>((resolve) => e.listener.close(() => resolve()));
  for (const injector of e.injectors) injector.drain(e.graceMs);
  const cut = setTimeout(() => {
    for (const socket of e.sockets) socket.destroy();
  }, e.graceMs);
  // A listener is closed when its last connection is, so this waits for the sockets as well.
  await closed;
  clearTimeout(cut);
  for (const injector of e.injectors) injector.destroy();
  for (const server of e.servers) server.forceShutdown();
}

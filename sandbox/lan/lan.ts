import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { nodesOfLan } from './nodes-of-lan.ts';
import { resolveHolder } from './resolve-holder.ts';

export interface LanOptions {
  /** The virtual address, a loopback one that no node listens on itself. */
  readonly vip: string;
  /** DIR/nodes of the sandbox. */
  readonly nodesDirectory: string;
  /** Of oned at the holder and of the virtual address here; the latter may be 0 in tests. */
  readonly port: number;
  readonly listenPort?: number;
}

export interface Lan {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Owns the virtual address for the whole sandbox and hands each connection to the node that the lan takes
 * for its holder at that moment. Without one, or with a holder whose oned is down, the connection is reset.
 */
export async function startLan(options: LanOptions): Promise<Lan> {
  const open = new Set<Socket>();
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    return socket;
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    keep(client).on('error', () => client.destroy());
    const holder = resolveHolder(nodesOfLan(options.nodesDirectory), options.vip);
    if (holder === undefined) {
      client.resetAndDestroy();
      return;
    }
    const host = holder.machine.address;
    const forward = keep(connect({ host, port: options.port, allowHalfOpen: true }));
    forward.on('error', () => client.resetAndDestroy());
    client.once('close', () => forward.destroy());
    client.pipe(forward).pipe(client);
  });
  server.listen(options.listenPort ?? options.port, options.vip);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

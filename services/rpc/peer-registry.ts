import type { Socket } from 'node:net';

import { HapyError } from '../base/errors/hapy-error.ts';
import { nobody, type Peer, type Standing } from './peer.ts';

/** The four numbers that name one TCP connection, as grpc-js reports them for a call. */
export interface ConnectionName {
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

interface Connection {
  readonly socket: Socket;
  readonly standing: Standing;
}

/**
 * Who is at the other end of every open connection. The key has both ends of it: on a listener of all
 * addresses the remote end alone is not unique, and a local user could dial another of our addresses
 * from the port of a trusted connection to be taken for it.
 */
export class PeerRegistry {
  readonly #connections = new Map<string, Connection>();

  /** False when a connection of that name is there already; such a newcomer must be dropped. */
  add(socket: Socket, standing: Standing): boolean {
    const key = keyOf(socket);
    if (key === undefined || this.#connections.has(key)) return false;
    this.#connections.set(key, { socket, standing });
    socket.once('close', () => this.#connections.delete(key));
    return true;
  }

  /** What is known of a call's connection. One that is not in the registry is nobody. */
  standingOf(connection: ConnectionName): Standing {
    const key = keyOf(connection);
    const known = key === undefined ? undefined : this.#connections.get(key);
    return known?.standing ?? nobody(new HapyError('HAPY-E100'));
  }

  /** Destroys the connections of the peers that match, and their streams with them; gives their number. */
  disconnect(matches: (peer: Peer) => boolean): number {
    const cut = [...this.#connections.values()].filter(
      ({ standing }) => standing.proved && matches(standing.peer),
    );
    for (const { socket } of cut) socket.destroy();
    return cut.length;
  }

  destroyAll(): void {
    for (const { socket } of this.#connections.values()) socket.destroy();
  }

  get size(): number {
    return this.#connections.size;
  }
}

function keyOf(c: ConnectionName): string | undefined {
  if (c.remoteAddress === undefined || c.remotePort === undefined) return undefined;
  return `${c.remoteAddress} ${c.remotePort} ${c.localAddress} ${c.localPort}`;
}

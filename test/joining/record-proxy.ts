import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, Socket } from 'node:net';

import { TlsRecords } from './tls-records.ts';

export type Direction = 'to-coordinator' | 'to-node';

/** One TLS record of a joining: the how-manieth of its direction, counted from 0 over all connections. */
export interface RecordPlace {
  readonly direction: Direction;
  readonly record: number;
}

/** What can be done to the line itself; whoever else dies at that moment is the test's own business. */
export interface Line {
  /** Ends what is connected as a failing middlebox does, with a reset on both sides. */
  reset(): void;
  /** Swallows everything from now on, in both directions and of new connections too, and ends nothing. */
  silence(): void;
}

/** Where a proxy interferes, and how. */
interface Cut extends RecordPlace {
  /** Called before the record is forwarded. */
  readonly act: (line: Line) => void;
  /** Whether the record and all that follows on its connection are forwarded after it; they are lost if not. */
  readonly forwards?: boolean;
}

/** Stands between a joining node and its coordinator, counts the TLS records it carries and acts at one of them. */
export class RecordProxy implements Line {
  readonly counts: Record<Direction, number> = { 'to-coordinator': 0, 'to-node': 0 };
  /** Settled when `act` has been called; never, when there are not that many records. */
  readonly reached: Promise<void>;
  readonly #target: { readonly address: string; readonly port: number };
  readonly #cut: Cut | undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #markReached: () => void = () => undefined;
  #silent = false;

  private constructor(target: { address: string; port: number }, cut: Cut | undefined) {
    this.#target = target;
    this.#cut = cut;
    this.reached = new Promise((resolve) => (this.#markReached = resolve));
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  }

  /** Listens on the coordinator's own address, which stands in its certificate, with another port. */
  static async start(
    target: { readonly address: string; readonly port: number },
    cut?: Cut,
  ): Promise<RecordProxy> {
    const proxy = new RecordProxy(target, cut);
    proxy.#server.listen(0, target.address);
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  silence(): void {
    this.#silent = true;
  }

  /** May be repeated. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(node: Socket): void {
    this.#keep(node);
    if (this.#silent) {
      node.resume();
      return;
    }
    const coordinator = this.#keep(
      new Socket({ allowHalfOpen: true }).connect(this.#target.port, this.#target.address),
    );
    const connection = { lost: false };
    this.#carry(node, coordinator, 'to-coordinator', connection);
    this.#carry(coordinator, node, 'to-node', connection);
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    return socket.on('close', () => this.#sockets.delete(socket));
  }

  #carry(from: Socket, to: Socket, direction: Direction, connection: { lost: boolean }): void {
    const records = new TlsRecords();
    from.on('data', (bytes: Buffer) => {
      for (const record of records.take(bytes)) {
        const isCut = !connection.lost && this.#isCut(direction);
        this.counts[direction] += 1;
        if (isCut) {
          connection.lost = this.#cut?.forwards !== true;
          this.#cut?.act(this);
          this.#markReached();
        }
        if (!connection.lost && !this.#silent && to.writable) to.write(record);
      }
    });
    from.on('end', () => {
      if (!this.#silent) to.end();
    });
    from.on('error', () => {
      if (!this.#silent) to.resetAndDestroy();
    });
  }

  #isCut(direction: Direction): boolean {
    return this.#cut?.direction === direction && this.#cut.record === this.counts[direction];
  }
}

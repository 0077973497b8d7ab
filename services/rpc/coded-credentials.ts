import type { Socket } from 'node:net';

import { type CallCredentials, ChannelCredentials, type ChannelOptions } from '@grpc/grpc-js';

import { transportError } from './from-grpc-error.ts';
import { handshakeTimeoutMs } from './limits.ts';

type Connector = ReturnType<ChannelCredentials['_createSecureConnector']>;
type Connected = Awaited<ReturnType<Connector['connect']>>;
type ChannelTarget = Parameters<ChannelCredentials['_createSecureConnector']>[0];

/** What is done on the raw socket between connecting and HTTP/2; `next` is the step of the inner credentials. */
export type ConnectStep = (
  socket: Socket,
  next: (socket: Socket) => Promise<Connected>,
) => Promise<Connected>;

/**
 * Channel credentials with one step more while connecting. It is the only place where grpc-js lets a
 * client touch the socket before HTTP/2 begins, and where a TLS failure is still an error with a code and
 * not a sentence. The underscored methods are grpc-js's own abstract ones, pinned with its version.
 */
export class CodedCredentials extends ChannelCredentials {
  readonly #inner: ChannelCredentials;
  readonly #step: ConnectStep;

  constructor(inner: ChannelCredentials, step: ConnectStep) {
    super();
    this.#inner = inner;
    this.#step = step;
  }

  override _isSecure(): boolean {
    return this.#inner._isSecure();
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(
    target: ChannelTarget,
    options: ChannelOptions,
    callCredentials?: CallCredentials,
  ): Connector {
    const connector = this.#inner._createSecureConnector(target, options, callCredentials);
    const pending = new Set<Socket>();
    return {
      connect: (socket) =>
        prepare(
          socket,
          pending,
          this.#step(socket, (prepared) => connector.connect(prepared)),
        ),
      waitForReady: () => connector.waitForReady(),
      getCallCredentials: () => connector.getCallCredentials(),
      destroy: () => {
        for (const socket of pending) socket.destroy();
        connector.destroy();
      },
    };
  }
}

/**
 * Bounds the time between connecting and HTTP/2, for which grpc-js knows no limit: a silent peer would
 * hold the socket, and with it the process, long after its client was closed.
 */
async function prepare(
  socket: Socket,
  pending: Set<Socket>,
  connected: Promise<Connected>,
): Promise<Connected> {
  pending.add(socket);
  const { promise: lost, reject } = Promise.withResolvers<never>();
  const onClose = () => reject(transportError('HAPY-E509', { detail: 'ECONNRESET' }));
  socket.once('close', onClose);
  const timer = setTimeout(() => {
    reject(transportError('HAPY-E509', { detail: 'ETIMEDOUT' }));
    socket.destroy();
  }, handshakeTimeoutMs);
  try {
    return await Promise.race([connected, lost]);
  } finally {
    clearTimeout(timer);
    socket.off('close', onClose);
    pending.delete(socket);
  }
}

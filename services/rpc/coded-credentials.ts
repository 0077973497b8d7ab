import type { Socket } from 'node:net';

import { type CallCredentials, ChannelCredentials, type ChannelOptions } from '@grpc/grpc-js';

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
    return {
      connect: (socket) => this.#step(socket, (prepared) => connector.connect(prepared)),
      waitForReady: () => connector.waitForReady(),
      getCallCredentials: () => connector.getCallCredentials(),
      destroy: () => connector.destroy(),
    };
  }
}

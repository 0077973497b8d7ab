import { constants } from 'node:crypto';
import type { ServerOptions } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

import type { Clock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { TlsIdentity } from '../services/rpc/identity.ts';
import { handshakeTimeoutMs } from '../services/rpc/limits.ts';
import { judgeTlsPeer, nobody, type Standing } from '../services/rpc/peer.ts';

/**
 * TLS 1.3 with a certificate asked of everyone and demanded by the routes, as on our gRPC listeners
 * (design section 3): a refusal that a person can act on needs a connection to say it on.
 */
export function httpsOptions(identity: TlsIdentity): ServerOptions {
  return {
    key: identity.privateKeyPem,
    cert: identity.certificateChainPem,
    ca: identity.rootsPem,
    minVersion: 'TLSv1.3',
    requestCert: true,
    rejectUnauthorized: false,
    handshakeTimeout: handshakeTimeoutMs,
    // How often Node looks for requests that take too long; 30 s by default.
    connectionsCheckingInterval: 1_000,
    // A resumed session skips the verification of the certificate that it began with.
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
}

/**
 * Judges a connection at each request: its certificate may have expired since the last one. What it proves is read from it
 * once, because TLS 1.3 lets nobody show another certificate later, and reading one takes longer than answering.
 */
export function standingOfHttps(clusterId: string, clock: Clock): (socket: Socket) => Standing {
  const proved = new WeakMap<TLSSocket, Extract<Standing, { proved: true }>>();
  return (socket) => {
    if (!(socket instanceof TLSSocket)) return nobody(new HapyError('HAPY-E100'));
    const known = proved.get(socket);
    if (known !== undefined && known.peer.notAfterMs > clock.now()) return known;
    const standing = judgeTlsPeer(socket, clusterId, clock.now());
    if (standing.proved) proved.set(socket, standing);
    return standing;
  };
}

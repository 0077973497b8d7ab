import type { TLSSocket } from 'node:tls';

import { HapyError } from '../base/errors/hapy-error.ts';
import type { Caller } from './caller.ts';
import { markOf } from './certificate-mark.ts';
import { parseUri, uriOfSubjectAltName } from './uri.ts';

/** A connection whose certificate was verified, or whose unix identity was proved. */
export interface Peer extends Caller {
  /** The certificate's serial number in lower-case hexadecimal; empty on a unix socket. */
  readonly serial: string;
  /** The key identifier of the authority that signed it, in lower-case hexadecimal; empty on a unix socket. */
  readonly issuer: string;
  /** SHA-256 of its public key in lower-case hexadecimal; empty on a unix socket. */
  readonly key: string;
  /** When the proof ends, milliseconds since the epoch: a connection may live longer than its certificate. */
  readonly notAfterMs: number;
}

/** What a connection was found to be: someone, or nobody for a reason that it is told at every call. */
export type Standing =
  | { readonly proved: true; readonly peer: Peer }
  | { readonly proved: false; readonly reason: HapyError };

// What OpenSSL says of a certificate (Node's names). A chain that cannot be built is another authority's.
const reasonsOfDate: Readonly<Record<string, 'HAPY-E102' | 'HAPY-E103'>> = {
  CERT_HAS_EXPIRED: 'HAPY-E102',
  CERT_NOT_YET_VALID: 'HAPY-E103',
};

/**
 * Judges a TLS connection once, after its handshake. Nothing is read from a certificate that did not
 * verify: its names are whatever its maker liked.
 */
export function judgeTlsPeer(socket: TLSSocket, clusterId: string, nowMs: number): Standing {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return nobody(new HapyError('HAPY-E100'));
  if (!socket.authorized) {
    const reason = String(socket.authorizationError);
    const dated = Object.hasOwn(reasonsOfDate, reason) ? reasonsOfDate[reason] : undefined;
    return nobody(dated === undefined ? new HapyError('HAPY-E101', { reason }) : new HapyError(dated));
  }
  const uri = uriOfSubjectAltName(certificate.subjectAltName);
  const name = uri === undefined ? undefined : parseUri(uri);
  if (uri === undefined || name === undefined) return nobody(new HapyError('HAPY-E105'));
  if (name.clusterId !== clusterId) {
    return nobody(new HapyError('HAPY-E104', { expected: clusterId, found: name.clusterId }));
  }
  const notAfterMs = certificate.validToDate.getTime();
  // OpenSSL compared with the machine's clock; ours decides where the two differ (tests, a sandbox).
  if (notAfterMs <= nowMs) return nobody(new HapyError('HAPY-E102'));
  const address = `${socket.remoteAddress}:${socket.remotePort}`;
  const serial = certificate.serialNumber.toLowerCase();
  const { issuer, key } = markOf(certificate);
  const peer = { role: name.role, name: name.name, uri, peer: address, serial, issuer, key };
  return { proved: true, peer: { ...peer, notAfterMs } };
}

/** Someone on a unix socket: the proof holds as long as the connection. */
export function unixPeer(caller: Caller): Standing {
  return {
    proved: true,
    peer: { ...caller, serial: '', issuer: '', key: '', notAfterMs: Number.POSITIVE_INFINITY },
  };
}

export function nobody(reason: HapyError): Standing {
  return { proved: false, reason };
}

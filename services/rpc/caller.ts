/**
 * Everyone who may ask something of one of our programs. The first five come from a certificate's URI,
 * 'token-operator' and 'token-reader' from an API token, 'local-admin' from the directory proof on the
 * coordinator's socket, 'node-agent' from the helper's socket, and 'anonymous' is whoever could not prove anything.
 */
export type Role =
  | 'coordinator'
  | 'agent'
  | 'gateway'
  | 'operator'
  | 'auditor'
  | 'token-operator'
  | 'token-reader'
  | 'local-admin'
  | 'node-agent'
  | 'anonymous';

/** Who makes a call, as this program proved it; nothing in it was claimed by the caller. */
export interface Caller {
  readonly role: Role;
  /** The node's, operator's or auditor's name, "token:" with that of an API token, the local account's name, or the role where there is one of it. */
  readonly name: string;
  /** The certificate's SPIFFE URI; empty on a unix socket and for 'anonymous'. */
  readonly uri: string;
  /** "address:port" of the connection, or "unix". */
  readonly peer: string;
  /** The certificate's serial number in lower-case hexadecimal; absent where there is no certificate. */
  readonly serial?: string;
  /** "gateway" when the gateway asks on behalf of a person whose certificate it proved, or with a token that it was shown. */
  readonly via?: 'gateway';
  /** When the proof ends, milliseconds since the epoch, where it is an API token. */
  readonly expiresAtMs?: number;
}

/**
 * Who a caller is, for whoever reads it elsewhere and later: "operator/anne#4f1c…" with the certificate's serial number,
 * "local-admin/root", "token-operator/token:ci". Two persons are never one: a name alone may be an account, a token or
 * a certificate, and may be given again.
 */
export function identityOf({ role, name, serial }: Caller): string {
  return serial === undefined ? `${role}/${name}` : `${role}/${name}#${serial}`;
}

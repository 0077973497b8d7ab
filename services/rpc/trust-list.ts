import { HapyError } from '../base/errors/hapy-error.ts';

/** Who is no longer believed although its certificate is valid (proto/hapy/agent/v1/trust.proto). */
export interface TrustList {
  /** Grows with every change; 0 is a list that nobody has made yet. */
  readonly version: number;
  /** Key identifiers of issuing authorities that were replaced; every other one under the roots is accepted. */
  readonly deniedIssuers: readonly string[];
  /** Lower-case hexadecimal. */
  readonly deniedSerials: readonly string[];
  readonly deniedUris: readonly string[];
  /** SHA-256 of public keys (DER, SubjectPublicKeyInfo) in lower-case hexadecimal. */
  readonly deniedKeys: readonly string[];
}

/** What is looked up in the list. */
export interface Presented {
  readonly uri: string;
  readonly serial: string;
  readonly issuer: string;
  readonly key: string;
}

/** The list that counts at present. */
export interface TrustPolicy {
  /** Why this peer is refused, or undefined: HAPY-E115 (revoked), HAPY-E117 (its authority was replaced). */
  refusal(peer: Presented): HapyError | undefined;
}

export const emptyTrust: TrustList = {
  version: 0,
  deniedIssuers: [],
  deniedSerials: [],
  deniedUris: [],
  deniedKeys: [],
};

/** Refuses nobody. */
export const trustEveryone: TrustPolicy = { refusal: () => undefined };

/** A policy over a list that may be replaced at any time. */
export function policyOf(current: () => TrustList): TrustPolicy {
  return { refusal: (peer) => refusalBy(current(), peer) };
}

/** Unix peers have no URI and no serial, and so are never denied by a list. */
export function refusalBy(list: TrustList, peer: Presented): HapyError | undefined {
  if (peer.uri === '') return undefined;
  const { deniedSerials, deniedUris, deniedKeys } = list;
  const denied = deniedSerials.includes(peer.serial) || deniedUris.includes(peer.uri);
  if (denied || deniedKeys.includes(peer.key))
    return new HapyError('HAPY-E115', { holder: holderOf(peer.uri) });
  // Whose signature it is must be known where any is denied.
  const unknown = peer.issuer === '' && list.deniedIssuers.length > 0;
  if (unknown || list.deniedIssuers.includes(peer.issuer)) {
    return new HapyError('HAPY-E117', { holder: holderOf(peer.uri) });
  }
  return undefined;
}

/** "agent/hapy2" of spiffe://cluster/agent/hapy2: how people name who is meant. */
export function holderOf(uri: string): string {
  return uri.split('/').slice(3).join('/');
}

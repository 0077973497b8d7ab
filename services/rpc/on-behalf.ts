import type { Metadata } from '@grpc/grpc-js';

import { HapyError } from '../base/errors/hapy-error.ts';
import type { ApiTokenPolicy } from './api-token.ts';
import type { Caller } from './caller.ts';
import type { TrustPolicy } from './trust-list.ts';
import { parseUri } from './uri.ts';

const uriKey = 'hapy-person-uri';
const serialKey = 'hapy-person-serial';
const tokenKey = 'hapy-api-token';

/** What the gateway says of whom it asks for: the certificate that it verified on its own listener. */
export interface CertifiedPerson {
  readonly uri: string;
  /** Lower-case hexadecimal. */
  readonly serial: string;
}

/** The token that it was shown, as it is: only the coordinator can tell whether it counts. */
export interface TokenBearer {
  readonly apiToken: string;
}

export type Person = CertifiedPerson | TokenBearer;

/** The metadata with which the gateway names a person. */
export function personMetadata(person: Person): Readonly<Record<string, string>> {
  return 'apiToken' in person
    ? { [tokenKey]: person.apiToken }
    : { [uriKey]: person.uri, [serialKey]: person.serial };
}

export interface Judges {
  readonly clusterId: string;
  readonly trust: TrustPolicy;
  /** Absent where no tokens are kept: then none counts. */
  readonly apiTokens?: ApiTokenPolicy | undefined;
}

/**
 * The person for whom the gateway asks, or the gateway itself when it names none. A certificate is believed, because the
 * gateway verified it as we would have done; the person's role and revocation are judged here all the same. Of a token
 * the gateway says nothing but the token, so that even a gateway that was broken into can make none up.
 */
export function onBehalfOf(metadata: Metadata, gateway: Caller, o: Judges): Caller | HapyError {
  const [token] = metadata.get(tokenKey);
  const [uri] = metadata.get(uriKey);
  const [serial] = metadata.get(serialKey);
  if (token !== undefined) return bearerOf(String(token), gateway, o);
  if (uri === undefined && serial === undefined) return gateway;
  const name = typeof uri === 'string' ? parseUri(uri) : undefined;
  const isPerson = name?.role === 'operator' || name?.role === 'auditor';
  const formed = typeof uri === 'string' && typeof serial === 'string' && /^[0-9a-f]{1,40}$/.test(serial);
  if (!isPerson || !formed || name.clusterId !== o.clusterId) return new HapyError('HAPY-E105');
  // The gateway's listener has judged the issuer; here only what was withdrawn counts.
  const refused = o.trust.refusal({ uri, serial, issuer: '', key: '' });
  if (refused?.code === 'HAPY-E115') return refused;
  return { role: name.role, name: name.name, uri, serial, peer: gateway.peer, via: 'gateway' };
}

function bearerOf(token: string, { peer }: Caller, { apiTokens }: Judges): Caller | HapyError {
  const bearer = apiTokens?.bearerOf(token) ?? new HapyError('HAPY-E762');
  if (bearer instanceof HapyError) return bearer;
  const { role, name, expiresAtMs } = bearer;
  return { role, name, uri: '', peer, via: 'gateway', expiresAtMs };
}

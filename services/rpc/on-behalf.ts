import type { Metadata } from '@grpc/grpc-js';

import { HapyError } from '../base/errors/hapy-error.ts';
import type { Caller } from './caller.ts';
import type { TrustPolicy } from './trust-list.ts';
import { parseUri } from './uri.ts';

const uriKey = 'hapy-person-uri';
const serialKey = 'hapy-person-serial';

/** What the gateway says of the person whose certificate it verified on its own listener. */
export interface Person {
  readonly uri: string;
  /** Lower-case hexadecimal. */
  readonly serial: string;
}

/** The metadata with which the gateway names a person. */
export function personMetadata(person: Person): Readonly<Record<string, string>> {
  return { [uriKey]: person.uri, [serialKey]: person.serial };
}

/**
 * The person for whom the gateway asks, or the gateway itself when it names none. It is believed, because it
 * verified the certificate as we would have done; the person's role and revocation are judged here all the same.
 */
export function onBehalfOf(
  metadata: Metadata,
  gateway: Caller,
  o: { readonly clusterId: string; readonly trust: TrustPolicy },
): Caller | HapyError {
  const [uri] = metadata.get(uriKey);
  const [serial] = metadata.get(serialKey);
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

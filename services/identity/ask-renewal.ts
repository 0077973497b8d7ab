import { X509Certificate } from 'node:crypto';

import type { ClientUnaryCall } from '@grpc/grpc-js';

import { signRenewal } from '../../certs/renewal-proof.ts';
import { HapyError } from '../base/errors/hapy-error.ts';
import { callUnary, tlsTarget } from '../rpc/client.ts';
import {
  EnrollmentServiceClient,
  type ProbeRequest,
  type ProbeResponse,
} from '../rpc/gen/hapy/enrollment/v1/enrollment.ts';
import type { TlsIdentity } from '../rpc/identity.ts';
import { holderOf, type TrustPolicy } from '../rpc/trust-list.ts';
import { buildUri, parseUri, uriOfSubjectAltName } from '../rpc/uri.ts';
import type { Renewed } from './check-renewed.ts';

const probeDeadlineMs = 5_000;
const renewDeadlineMs = 10_000;

export interface RenewalPlace {
  readonly address: string;
  readonly port: number;
}

/**
 * Asks the coordinator for the next certificate of an identity, at each of its addresses in turn. The old certificate
 * is not shown: it may have expired, or its authority may have been replaced. What counts is the key.
 *
 * @throws HapyError HAPY-E116 (waits for approval), HAPY-E115, HAPY-E118, HAPY-E500..E516 for the connection
 */
export async function askRenewal(o: {
  readonly identity: TlsIdentity;
  readonly csrDer: Buffer;
  readonly coordinators: readonly RenewalPlace[];
  readonly trust?: TrustPolicy;
  readonly signal?: AbortSignal | undefined;
}): Promise<Renewed> {
  let failure: HapyError | undefined;
  for (const place of o.coordinators) {
    try {
      return await askAt(place, o);
    } catch (error) {
      if (!(error instanceof HapyError)) throw error;
      // Where it should be says more than where it might be.
      failure ??= error;
      // An answer of the coordinator is the same at its other address.
      if (!/^HAPY-E5/.test(error.code)) throw error;
    }
  }
  throw failure ?? new HapyError('HAPY-E118', { holder: '?' });
}

async function askAt(place: RenewalPlace, o: Parameters<typeof askRenewal>[0]): Promise<Renewed> {
  const certificate = new X509Certificate(o.identity.certificateChainPem);
  const uri = uriOfSubjectAltName(certificate.subjectAltName) ?? '';
  const clusterId = parseUri(uri)?.clusterId ?? '';
  const target = tlsTarget({
    ...place,
    expectedUri: buildUri(clusterId, 'coordinator'),
    identity: { rootsPem: o.identity.rootsPem },
    ...(o.trust === undefined ? {} : { trust: o.trust }),
  });
  const client = new EnrollmentServiceClient(target.address, target.credentials, target.options);
  const settings = (what: string, deadlineMs: number) =>
    o.signal === undefined ? { what, deadlineMs } : { what, deadlineMs, signal: o.signal };
  try {
    let call: ClientUnaryCall | undefined;
    const probe = await callUnary<ProbeRequest, ProbeResponse>(
      (request, metadata, options, callback) => (call = client.probe(request, metadata, options, callback)),
      { clusterId },
      settings('Probe', probeDeadlineMs),
    );
    const shown = call?.getAuthContext()?.sslPeerCertificate?.raw;
    if (shown === undefined) throw new HapyError('HAPY-E504', { what: 'Probe', where: place.address });
    const serverKey = new X509Certificate(shown).publicKey;
    const request = { clusterId, holder: holderOf(uri), nonce: probe.nonce, csr: o.csrDer };
    const signature = signRenewal(o.identity.privateKeyPem, {
      ...request,
      csrDer: o.csrDer,
      serverPublicKeyDer: serverKey.export({ type: 'spki', format: 'der' }),
    });
    const renew = client.renew.bind(client);
    const answer = await callUnary(renew, { ...request, signature }, settings('Renew', renewDeadlineMs));
    return { certificateChainPem: answer.certificateChain, rootsPem: answer.roots };
  } finally {
    client.close();
  }
}

import { X509Certificate } from 'node:crypto';

import type { ClientUnaryCall } from '@grpc/grpc-js';

import { createCsr } from '../certs/csr.ts';
import { signProof } from '../certs/join-proof.ts';
import type { CoordinatorAddress, JoinToken } from '../certs/join-token.ts';
import { toPem } from '../certs/pem.ts';
import type { Clock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import { callUnary, tlsTarget } from '../services/rpc/client.ts';
import {
  EnrollmentServiceClient,
  type EnrollResponse,
  type ProbeResponse,
} from '../services/rpc/gen/hapy/enrollment/v1/enrollment.ts';
import { buildUri } from '../services/rpc/uri.ts';

/** A coordinator answers both questions in milliseconds; what takes longer has been lost. */
export interface ExchangeDeadlines {
  readonly probeMs: number;
  readonly enrollMs: number;
}

/** Beyond this difference one side finds the other's certificates not valid (they begin five minutes back). */
const clockDifferenceMsMax = 5 * 60_000;

/**
 * Asks one coordinator for this node's certificate: its nonce first, then the proof with the request. The
 * server is verified in the ordinary way against the root that the token carries.
 *
 * @throws HapyError HAPY-E166 (another cluster answers), HAPY-E168 (clocks), the coordinator's refusals
 * (HAPY-E140 to HAPY-E171), and HAPY-E500 to HAPY-E516 for the connection
 */
export async function exchange(o: {
  readonly token: JoinToken;
  readonly privateKeyPem: string;
  readonly coordinator: CoordinatorAddress;
  /** This node's own IPv4 address, empty when it does not know it. */
  readonly address: string;
  readonly deadlines: ExchangeDeadlines;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}): Promise<EnrollResponse> {
  const { token } = o;
  const target = tlsTarget({
    ...o.coordinator,
    expectedUri: buildUri(token.clusterId, 'coordinator'),
    identity: { rootsPem: toPem('CERTIFICATE', token.rootDer) },
  });
  const client = new EnrollmentServiceClient(target.address, target.credentials, target.options);
  try {
    const { probe, serverPublicKeyDer } = await askNonce(client, o);
    checkProbe(probe, token, o.clock.now());
    const csr = createCsr(o.privateKeyPem);
    const proof = { ...token, nonce: probe.nonce, csrDer: csr, serverPublicKeyDer };
    const request = {
      clusterId: token.clusterId,
      tokenId: token.tokenId,
      node: token.node,
      nonce: probe.nonce,
      csr,
      signature: signProof(token.seed, proof),
      address: o.address,
    };
    const invoke = client.enroll.bind(client);
    return await callUnary(invoke, request, settings('Enroll', o.deadlines.enrollMs, o.signal));
  } finally {
    client.close();
  }
}

/** The nonce, and the public key of the very connection that it came over. */
async function askNonce(
  client: EnrollmentServiceClient,
  o: { readonly token: JoinToken; readonly deadlines: ExchangeDeadlines; readonly signal?: AbortSignal },
): Promise<{ probe: ProbeResponse; serverPublicKeyDer: Buffer }> {
  let call: ClientUnaryCall | undefined;
  const probe = await callUnary<{ clusterId: string }, ProbeResponse>(
    (request, metadata, options, callback) => (call = client.probe(request, metadata, options, callback)),
    { clusterId: o.token.clusterId },
    settings('Probe', o.deadlines.probeMs, o.signal),
  );
  const shown = call?.getAuthContext()?.sslPeerCertificate?.raw;
  if (shown === undefined)
    throw new HapyError('HAPY-E504', { what: 'Probe', where: client.getChannel().getTarget() });
  const certificate = new X509Certificate(shown);
  return { probe, serverPublicKeyDer: certificate.publicKey.export({ type: 'spki', format: 'der' }) };
}

function checkProbe(probe: ProbeResponse, token: JoinToken, nowMs: number): void {
  if (probe.clusterId !== token.clusterId) {
    throw new HapyError('HAPY-E166', { here: probe.clusterId, asked: token.clusterId });
  }
  const differenceMs = nowMs - Number(probe.coordinatorTimeMs);
  if (Math.abs(differenceMs) <= clockDifferenceMsMax) return;
  throw new HapyError('HAPY-E168', {
    node: token.node,
    minutes: Math.round(Math.abs(differenceMs) / 60_000),
    direction: differenceMs > 0 ? 'ahead' : 'behind',
  });
}

function settings(what: string, deadlineMs: number, signal: AbortSignal | undefined) {
  return signal === undefined ? { what, deadlineMs } : { what, deadlineMs, signal };
}

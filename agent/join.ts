import { createHash, X509Certificate } from 'node:crypto';
import { join } from 'node:path';

import { leadsToRoot } from '../certs/chain.ts';
import { identityFiles, readIdentity, readPrivateKey, writeIdentity } from '../certs/identity-store.ts';
import { type CoordinatorAddress, decodeToken, type JoinToken } from '../certs/join-token.ts';
import { generateKey, publicKeyOf } from '../certs/keys.ts';
import { splitCertificates, toPem } from '../certs/pem.ts';
import { removeUnfinished, writeSecret } from '../certs/secret-file.ts';
import { sixWords } from '../certs/six-words.ts';
import type { Clock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Log } from '../services/base/log.ts';
import type { EnrollResponse } from '../services/rpc/gen/hapy/enrollment/v1/enrollment.ts';
import { buildUri, uriOfSubjectAltName } from '../services/rpc/uri.ts';
import { exchange, type ExchangeDeadlines } from './join-exchange.ts';
import { isWorthAnotherAddress, mostTelling, toJoinFailure } from './join-failure.ts';
import { identityDirectory, membershipPath, readMembership, writeMembership } from './join-membership.ts';
import { ownAddress } from './own-address.ts';

export interface JoinOptions {
  /** As it was pasted; never logged. */
  readonly token: string;
  /** The name of this node where it is configured; the token must be made for it. */
  readonly nodeName?: string;
  readonly stateDirectory: string;
  /** Where this node's agent listens; 0.0.0.0 for all of its addresses. */
  readonly listenAddress?: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Told before anything is asked of the network, so that a person can compare even if the rest fails. */
  readonly onFingerprints?: (fingerprints: Fingerprints) => void;
  readonly deadlines?: ExchangeDeadlines;
  readonly signal?: AbortSignal;
}

/** What a person compares on both sides. */
export interface Fingerprints {
  /** Six words over the root and this node's key; the coordinator shows the same after the exchange. */
  readonly words: string;
  /** SHA-256 of the root certificate, in hexadecimal. */
  readonly root: string;
  /** SHA-256 of this node's public key, in hexadecimal. */
  readonly key: string;
}

export interface JoinResult {
  readonly clusterId: string;
  readonly node: string;
  readonly fingerprints: Fingerprints;
  readonly notAfterMs: number;
  /** True when there was nothing left to do. */
  readonly alreadyJoined: boolean;
}

const defaultDeadlines: ExchangeDeadlines = { probeMs: 5_000, enrollMs: 10_000 };

/**
 * Makes this machine a member of the cluster that the token is from. The key is made here and never leaves;
 * it is kept when anything fails, so that the same command with the same token can be repeated after any
 * interruption. Membership is written last: as long as it is missing, nothing else counts.
 *
 * @throws HapyError HAPY-E155 to HAPY-E159 (token), HAPY-E147 to HAPY-E152 (files), HAPY-E161 to HAPY-E171
 * (refused by the coordinator), HAPY-E175 to HAPY-E183 (found out here)
 */
export async function joinCluster(o: JoinOptions): Promise<JoinResult> {
  const token = decodeToken(o.token);
  if (o.nodeName !== undefined && o.nodeName !== token.node) {
    throw new HapyError('HAPY-E180', { node: token.node, here: o.nodeName });
  }
  for (const folder of [o.stateDirectory, identityDirectory(o.stateDirectory)])
    await removeUnfinished(folder);
  const joined = await alreadyJoined(o, token);
  const privateKeyPem = await keyOf(o.stateDirectory);
  const fingerprints = fingerprintsOf(token, privateKeyPem);
  o.onFingerprints?.(fingerprints);
  const { clusterId, node } = token;
  if (joined !== undefined) {
    return { clusterId, node, fingerprints, notAfterMs: joined.notAfterMs, alreadyJoined: true };
  }
  const { answer, coordinator } = await askInTurn(o, token, privateKeyPem);
  const certificate = checkAnswer(answer, token, privateKeyPem, coordinator);
  await writeIdentity(identityDirectory(o.stateDirectory), {
    privateKeyPem,
    certificateChainPem: answer.certificateChain,
    rootsPem: answer.roots,
  });
  const { coordinators, tokenId } = token;
  await writeMembership(o.stateDirectory, { clusterId, node, coordinators, tokenId });
  o.log.info({ clusterId, node, words: fingerprints.words, serial: certificate.serialNumber }, 'joined');
  const notAfterMs = certificate.validToDate.getTime();
  return { clusterId, node, fingerprints, notAfterMs, alreadyJoined: false };
}

/** Undefined when there is still something to do; refuses to make a node of one cluster one of another. */
async function alreadyJoined(o: JoinOptions, token: JoinToken): Promise<{ notAfterMs: number } | undefined> {
  const membership = await readMembership(o.stateDirectory);
  if (membership === undefined) return undefined;
  if (membership.clusterId !== token.clusterId || membership.node !== token.node) {
    const { clusterId: cluster, node } = membership;
    throw new HapyError('HAPY-E181', { cluster, node, path: membershipPath(o.stateDirectory) });
  }
  // Another token than that of the time: somebody wants this node enrolled anew, after a revocation for example.
  if (membership.tokenId !== undefined && membership.tokenId !== token.tokenId) return undefined;
  const identity = await readIdentity(identityDirectory(o.stateDirectory)).catch((error: unknown) => {
    o.log.warn({ err: error }, 'identity unusable, asking for another');
    return undefined;
  });
  if (identity === undefined) return undefined;
  const certificate = new X509Certificate(identity.certificateChainPem);
  const notAfterMs = certificate.validToDate.getTime();
  const rooted = leadsToRoot(identity.certificateChainPem, toPem('CERTIFICATE', token.rootDer));
  return rooted && o.clock.now() < notAfterMs ? { notAfterMs } : undefined;
}

/** The key of an earlier try, else a new one, written before anybody hears of it. */
async function keyOf(stateDirectory: string): Promise<string> {
  const path = join(identityDirectory(stateDirectory), identityFiles.key);
  try {
    return await readPrivateKey(path);
  } catch (error) {
    if (!(error instanceof HapyError) || error.code !== 'HAPY-E147') throw error;
  }
  const { privateKeyPem } = await generateKey();
  await writeSecret(path, privateKeyPem);
  return privateKeyPem;
}

function fingerprintsOf(token: JoinToken, privateKeyPem: string): Fingerprints {
  const publicKeyDer = publicKeyOf(privateKeyPem);
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  return {
    words: sixWords(token.rootDer, publicKeyDer),
    root: sha256(token.rootDer),
    key: sha256(publicKeyDer),
  };
}

async function askInTurn(
  o: JoinOptions,
  token: JoinToken,
  privateKeyPem: string,
): Promise<{ answer: EnrollResponse; coordinator: CoordinatorAddress }> {
  const failures: HapyError[] = [];
  for (const coordinator of token.coordinators) {
    try {
      return { answer: await ask(o, token, privateKeyPem, coordinator), coordinator };
    } catch (thrown) {
      o.signal?.throwIfAborted();
      const failure = toJoinFailure(thrown, { token, coordinator, nowMs: o.clock.now() });
      o.log.warn({ err: failure, coordinator }, 'coordinator did not enrol this node');
      if (!isWorthAnotherAddress(failure)) throw failure;
      failures.push(failure);
    }
  }
  throw mostTelling(failures) ?? new HapyError('HAPY-E157');
}

/** A nonce that was too old, or of a coordinator that restarted in between, is asked for once more. */
async function ask(
  o: JoinOptions,
  token: JoinToken,
  privateKeyPem: string,
  coordinator: CoordinatorAddress,
): Promise<EnrollResponse> {
  const { clock, deadlines = defaultDeadlines, listenAddress = '0.0.0.0' } = o;
  const address = await ownAddress(listenAddress, coordinator);
  const signal = o.signal === undefined ? {} : { signal: o.signal };
  const attempt = () => exchange({ token, privateKeyPem, coordinator, address, deadlines, clock, ...signal });
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof HapyError && error.code === 'HAPY-E167') return attempt();
    throw error;
  }
}

/** Nothing is written that would not work: key, name, signature and root must all be the expected ones. */
function checkAnswer(
  answer: EnrollResponse,
  token: JoinToken,
  privateKeyPem: string,
  coordinator: CoordinatorAddress,
): X509Certificate {
  const refuse = (cause?: unknown) => new HapyError('HAPY-E182', { to: coordinator.address }, cause);
  try {
    const certificate = new X509Certificate(answer.certificateChain);
    const ourKey = certificate.publicKey
      .export({ type: 'spki', format: 'der' })
      .equals(publicKeyOf(privateKeyPem));
    const ourName =
      uriOfSubjectAltName(certificate.subjectAltName) === buildUri(token.clusterId, 'agent', token.node);
    const signed = leadsToRoot(answer.certificateChain, toPem('CERTIFICATE', token.rootDer));
    const rooted = splitCertificates(answer.roots).some((root) =>
      new X509Certificate(root).raw.equals(token.rootDer),
    );
    if (!ourKey || !ourName || !signed || !rooted) throw refuse();
    return certificate;
  } catch (error) {
    throw error instanceof HapyError ? error : refuse(error);
  }
}

import { randomBytes } from 'node:crypto';
import { isIPv4 } from 'node:net';

import { verifyCsr } from '../../certs/csr.ts';
import { proofPublicKey, verifyProof } from '../../certs/join-proof.ts';
import { sixWords } from '../../certs/six-words.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Nonces } from './nonces.ts';
import { consume, reserve, type TokenRecord } from './token-life.ts';
import { rootDerOf, type TokensContext } from './tokens.ts';

/** How often the same key may be certified with one token; a node that repeats needs two or three. */
const certificatesPerTokenMax = 32;

/** Of a seed that nobody has. */
const nobodysPublicKey = proofPublicKey(randomBytes(32));

export interface EnrolContext extends TokensContext {
  readonly nonces: Nonces;
  /** SubjectPublicKeyInfo of the certificate that the listener shows at present. */
  readonly serverPublicKeyDer: () => Buffer;
  /** Takes the address that a node tells of itself where the spec does not know it. @throws HapyError HAPY-E714, E719 */
  readonly tellAddress: (node: string, address: string) => void;
}

/** A request as it came from a peer that has proved nothing yet. */
export interface EnrolRequest {
  readonly clusterId: string;
  readonly tokenId: string;
  readonly node: string;
  readonly nonce: Buffer;
  readonly csrDer: Buffer;
  readonly signature: Buffer;
  /** The node's own IPv4 address; empty from an agent that does not tell it. */
  readonly address: string;
}

export interface EnrolResult {
  readonly certificateChainPem: string;
  readonly rootsPem: string;
  readonly notAfterMs: number;
}

/**
 * Gives a node its certificate. Nothing about a token is told to anyone who has not proved to hold it, and
 * nothing is taken from the request but the public key, and the address where the spec has none: names come from the
 * spec.
 *
 * @throws HapyError HAPY-E140 to HAPY-E144 (CSR, names), HAPY-E161 to HAPY-E171, HAPY-E714 and E719 (address), and HAPY-E539 when the disk is
 * full: the same request may be repeated then
 */
export function enrol(context: EnrolContext, request: EnrolRequest): EnrolResult {
  const token = authenticate(context, request);
  if (token.node !== request.node) {
    throw new HapyError('HAPY-E164', { node: token.node, asked: request.node });
  }
  const { publicKeyDer } = verifyCsr(request.csrDer);
  namesFor(context, token.node);
  // Written before the certificate exists: from here on no other key can win the token.
  change(context, token.tokenId, (current) => reserve(current, publicKeyDer, context.clock.now()));
  context.tellAddress(token.node, request.address);
  if (context.store.countCertificates(token.tokenId) >= certificatesPerTokenMax) {
    throw new HapyError('HAPY-E171', { limit: certificatesPerTokenMax });
  }
  const names = namesFor(context, token.node);
  const issued = context.authority.issue({ profile: 'agent', name: token.node, ...names, publicKeyDer });
  context.store.atomically(() => {
    const current = context.store.findToken(token.tokenId);
    if (current !== undefined) context.store.saveToken(consume(current));
    context.store.addCertificate({
      ...issued,
      profile: 'agent',
      name: token.node,
      publicKeyDer,
      issuedAtMs: context.clock.now(),
      tokenId: token.tokenId,
    });
  });
  const words = sixWords(rootDerOf(context.authority), publicKeyDer);
  const { tokenId, node } = token;
  context.log.info({ tokenId, node, serial: issued.serial, words }, 'node enrolled');
  return { ...issued, rootsPem: context.authority.rootPem };
}

/** What the spec says of a node at this moment. @throws HapyError HAPY-E169 nothing any more */
function namesFor(context: EnrolContext, node: string) {
  const names = context.nodeNames(node);
  if (names === undefined) throw new HapyError('HAPY-E169', { node });
  return names;
}

/** Finds the token and makes sure that whoever asks holds it, here and now. */
function authenticate(context: EnrolContext, request: EnrolRequest): TokenRecord {
  checkForm(request);
  const { tokenId, node, clusterId } = request;
  if (clusterId !== context.authority.clusterId) {
    throw new HapyError('HAPY-E166', { here: context.authority.clusterId, asked: clusterId });
  }
  context.nonces.check(request.nonce);
  const token = context.store.findToken(tokenId);
  const proof = { ...request, serverPublicKeyDer: context.serverPublicKeyDer() };
  // A token that does not exist is checked like one that does, and refused alike: nobody learns which ones there are.
  const proved = verifyProof(token?.proofPublicKey ?? nobodysPublicKey, proof, request.signature);
  if (token === undefined || !proved) throw new HapyError('HAPY-E161', { tokenId, node });
  context.nonces.use(request.nonce);
  return token;
}

/** Bounds what will be looked up, shown or logged. */
function checkForm(request: EnrolRequest): void {
  const malformed = (field: string) => new HapyError('HAPY-E170', { field });
  if (!/^[a-z0-9._-]{1,64}$/.test(request.clusterId)) throw malformed('cluster_id');
  if (!/^[0-9a-f]{32}$/.test(request.tokenId)) throw malformed('token_id');
  if (!/^[A-Za-z0-9._-]{1,63}$/.test(request.node)) throw malformed('node');
  if (request.nonce.length !== 32) throw malformed('nonce');
  if (request.signature.length !== 64) throw malformed('signature');
  if (request.address !== '' && !isIPv4(request.address)) throw malformed('address');
}

function change(context: EnrolContext, tokenId: string, step: (token: TokenRecord) => TokenRecord): void {
  context.store.atomically(() => {
    const current = context.store.findToken(tokenId);
    if (current === undefined) throw new HapyError('HAPY-E173', { tokenId });
    context.store.saveToken(step(current));
  });
}

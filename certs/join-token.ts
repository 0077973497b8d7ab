import { createHash, X509Certificate } from 'node:crypto';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import { ByteReader, ByteWriter, CutOffError } from './byte-fields.ts';
import { isClusterId, isHolderName } from './names.ts';

/** Where a coordinator listens. */
export interface CoordinatorAddress {
  /** A name or an IP address, as it stands in the coordinator's certificate. */
  readonly address: string;
  readonly port: number;
}

/** What a join token carries (design section 6.2). Holding it is the right to join as that node. */
export interface JoinToken {
  /** 16 random bytes, in hexadecimal. */
  readonly tokenId: string;
  readonly clusterId: string;
  /** The short name of the only node that it is good for. */
  readonly node: string;
  /** Tried in this order. */
  readonly coordinators: readonly CoordinatorAddress[];
  readonly expiresAtMs: number;
  /** The root certificate that the coordinator's own must be signed by. */
  readonly rootDer: Buffer;
  /** The Ed25519 seed; the coordinator keeps only the public key. Never logged. */
  readonly seed: Buffer;
}

/** These three bytes read "hapy" in base64url, so that people and secret scanners know a token when they see one. */
const magic = Buffer.from('hapy', 'base64url');
const version = 1;
const headerLength = magic.length + 1 + 2;
const checksumLength = 8;
const coordinatorsMax = 8;
/** A token of ours has 700 to 1,100 characters; blanks and quotes included, nothing longer is looked at. */
export const tokenCharactersMax = 8 * 1024;

/**
 * magic, version, length of the body, body, and the first 8 bytes of the SHA-256 of all before. The length
 * comes first so that a token that was cut off can be told from one that was damaged.
 */
export function encodeToken(token: JoinToken): string {
  const body = new ByteWriter()
    .fixed(Buffer.from(token.tokenId, 'hex'), 16)
    .text(token.clusterId)
    .text(token.node)
    .unsigned(token.coordinators.length, 1);
  for (const { address, port } of token.coordinators) body.text(address).unsigned(port, 2);
  body.unsigned(token.expiresAtMs, 6).bytes(token.rootDer).fixed(token.seed, 32);
  const content = body.toBuffer();
  const header = new ByteWriter().fixed(magic, 3).unsigned(version, 1).unsigned(content.length, 2).toBuffer();
  const covered = Buffer.concat([header, content]);
  return Buffer.concat([covered, checksum(covered)]).toString('base64url');
}

/**
 * Reads a token as people paste it: line breaks, blanks and quotes around it do not matter, everything else
 * does. A text is either exactly one that `encodeToken` wrote, or refused.
 *
 * @throws HapyError HAPY-E155 (no token), HAPY-E156 (cut off), HAPY-E157 (damaged), HAPY-E158 (version),
 * HAPY-E159 (too long)
 */
export function decodeToken(pasted: string): JoinToken {
  if (pasted.length > tokenCharactersMax) throw new HapyError('HAPY-E159', { limit: tokenCharactersMax });
  const text = withoutPasteMarks(pasted);
  if (!/^[A-Za-z0-9_-]+$/.test(text) || !text.startsWith('hapy')) throw new HapyError('HAPY-E155');
  const bytes = Buffer.from(text, 'base64url');
  const found = bytes[magic.length];
  if (bytes.length < headerLength || found === undefined) throw new HapyError('HAPY-E155');
  if (found !== version) throw new HapyError('HAPY-E158', { version: found });
  const expected = headerLength + bytes.readUInt16BE(magic.length + 1) + checksumLength;
  const expectedCharacters = Math.ceil((expected * 4) / 3);
  if (text.length < expectedCharacters) {
    throw new HapyError('HAPY-E156', { have: text.length, expected: expectedCharacters });
  }
  const covered = bytes.subarray(0, -checksumLength);
  const intact = bytes.length === expected && checksum(covered).equals(bytes.subarray(-checksumLength));
  if (!intact) throw new HapyError('HAPY-E157');
  return exactly(text, readBody(covered.subarray(headerLength)));
}

/** Blanks of every kind anywhere, and quotes of every kind around. */
function withoutPasteMarks(pasted: string): string {
  const blanks = /[\s\u200b-\u200d\u2060\ufeff]+/gu;
  const quotes = /^["'`«»“”‘’„‹›]+|["'`«»“”‘’„‹›]+$/gu;
  return pasted.replace(blanks, '').replace(quotes, '').replace(/=+$/, '');
}

function checksum(covered: Buffer): Buffer {
  return createHash('sha256').update(covered).digest().subarray(0, checksumLength);
}

function readBody(body: Buffer): JoinToken {
  try {
    const reader = new ByteReader(body);
    const token = {
      tokenId: reader.fixed(16).toString('hex'),
      clusterId: reader.text(),
      node: reader.text(),
      coordinators: Array.from({ length: reader.unsigned(1) }, () => ({
        address: reader.text(),
        port: reader.unsigned(2),
      })),
      expiresAtMs: reader.unsigned(6),
      rootDer: reader.bytes(),
      seed: reader.fixed(32),
    };
    const named = isClusterId(token.clusterId) && isHolderName(token.node);
    const reachable = token.coordinators.length >= 1 && token.coordinators.length <= coordinatorsMax;
    if (!named || !reachable || !new X509Certificate(token.rootDer).ca) throw new HapyError('HAPY-E157');
    return token;
  } catch (error) {
    if (error instanceof HapyError) throw error;
    // Only CutOffError and OpenSSL's own errors end here: both say that the content is not what it seems.
    throw new HapyError('HAPY-E157', {}, error instanceof CutOffError ? undefined : error);
  }
}

/** The last character of base64url may hold bits that decode to nothing: a token has one writing only. */
function exactly(text: string, token: JoinToken): JoinToken {
  if (encodeToken(token) !== text) throw new HapyError('HAPY-E157');
  return token;
}

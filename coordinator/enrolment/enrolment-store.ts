import type { ProfileName } from '../../certs/profiles.ts';
import type { TokenRecord } from './token-life.ts';

/** One certificate that the authority signed. */
export interface CertificateRecord {
  /** Hexadecimal. */
  readonly serial: string;
  readonly profile: ProfileName;
  readonly name: string;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKeyDer: Buffer;
  readonly certificateChainPem: string;
  readonly issuedAtMs: number;
  readonly notAfterMs: number;
  /** The token that it was asked for with, if it was. */
  readonly tokenId: string | undefined;
}

/** Where tokens and certificates are kept. Every write is durable when it returns. */
export interface EnrolmentStore {
  findToken(tokenId: string): TokenRecord | undefined;
  /** Newest first. */
  listTokens(): readonly TokenRecord[];
  /** Adds a token, or replaces the one with the same id. */
  saveToken(token: TokenRecord): void;
  /** Forgets the tokens that expired before this time; their certificates stay. */
  forgetTokens(expiredBeforeMs: number): void;
  addCertificate(certificate: CertificateRecord): void;
  /** How many certificates were given for one token. */
  countCertificates(tokenId: string): number;
  /** Newest first. */
  listCertificates(): readonly CertificateRecord[];
  /** Runs `work` in one transaction: all of its writes stay, or none when it throws. */
  atomically<T>(work: () => T): T;
}

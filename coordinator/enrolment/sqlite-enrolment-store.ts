import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

import { type ProfileName, profiles } from '../../certs/profiles.ts';
import { transaction } from '../store/database.ts';
import type { CertificateRecord, EnrolmentStore } from './enrolment-store.ts';
import type { TokenRecord } from './token-life.ts';

/** Makes the tables `token` and `certificate`. Harmless when they are there. */
export function migrateEnrolment(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS token (
      token_id TEXT PRIMARY KEY,
      node TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('open', 'reserved', 'consumed', 'revoked')),
      proof_public_key BLOB NOT NULL,
      created_at_ms INTEGER NOT NULL,
      expires_at_ms INTEGER NOT NULL,
      bound_key BLOB
    ) STRICT;
    CREATE TABLE IF NOT EXISTS certificate (
      serial TEXT PRIMARY KEY,
      profile TEXT NOT NULL,
      name TEXT NOT NULL,
      public_key_der BLOB NOT NULL,
      certificate_chain_pem TEXT NOT NULL,
      issued_at_ms INTEGER NOT NULL,
      not_after_ms INTEGER NOT NULL,
      token_id TEXT
    ) STRICT;
    CREATE INDEX IF NOT EXISTS certificate_by_token ON certificate (token_id);
  `);
}

/** Keeps tokens and certificates in the coordinator's database, which its caller opened and migrated. */
export function createSqliteEnrolmentStore(database: DatabaseSync): EnrolmentStore {
  return {
    findToken(tokenId) {
      const row = database.prepare('SELECT * FROM token WHERE token_id = ?').get(tokenId);
      return row === undefined ? undefined : tokenFrom(row);
    },
    listTokens() {
      return database
        .prepare('SELECT * FROM token ORDER BY created_at_ms DESC, token_id')
        .all()
        .map(tokenFrom);
    },
    saveToken(token) {
      const { tokenId, node, status, proofPublicKey, createdAtMs, expiresAtMs, boundKey } = token;
      database
        .prepare('INSERT OR REPLACE INTO token VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(tokenId, node, status, proofPublicKey, createdAtMs, expiresAtMs, boundKey ?? null);
    },
    forgetTokens(expiredBeforeMs) {
      database.prepare('DELETE FROM token WHERE expires_at_ms < ?').run(expiredBeforeMs);
    },
    addCertificate(c) {
      database
        .prepare('INSERT INTO certificate VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
        .run(
          c.serial,
          c.profile,
          c.name,
          c.publicKeyDer,
          c.certificateChainPem,
          c.issuedAtMs,
          c.notAfterMs,
          c.tokenId ?? null,
        );
    },
    countCertificates(tokenId) {
      const row = database.prepare('SELECT count(*) AS n FROM certificate WHERE token_id = ?').get(tokenId);
      return Number(row?.['n'] ?? 0);
    },
    listCertificates() {
      // By the order of writing: a clock that was ahead for a day must not make an old key the newest one.
      const rows = database.prepare('SELECT * FROM certificate ORDER BY rowid DESC').all();
      return rows.map(certificateFrom);
    },
    atomically: (work) => transaction(database, work),
  };
}

type Row = Record<string, SQLOutputValue>;

function tokenFrom(row: Row): TokenRecord {
  const boundKey = row['bound_key'];
  return {
    tokenId: String(row['token_id']),
    node: String(row['node']),
    status: oneOf(['open', 'reserved', 'consumed', 'revoked'], row['status']),
    proofPublicKey: bytes(row['proof_public_key']),
    createdAtMs: Number(row['created_at_ms']),
    expiresAtMs: Number(row['expires_at_ms']),
    boundKey: boundKey === null ? undefined : bytes(boundKey),
  };
}

function certificateFrom(row: Row): CertificateRecord {
  const tokenId = row['token_id'];
  return {
    serial: String(row['serial']),
    profile: oneOf(Object.keys(profiles) as ProfileName[], row['profile']),
    name: String(row['name']),
    publicKeyDer: bytes(row['public_key_der']),
    certificateChainPem: String(row['certificate_chain_pem']),
    issuedAtMs: Number(row['issued_at_ms']),
    notAfterMs: Number(row['not_after_ms']),
    tokenId: tokenId === null ? undefined : String(tokenId),
  };
}

function bytes(value: SQLOutputValue | undefined): Buffer {
  if (!(value instanceof Uint8Array))
    throw new TypeError('the database holds no bytes where there should be');
  return Buffer.from(value);
}

function oneOf<T extends string>(allowed: readonly T[], value: SQLOutputValue | undefined): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new TypeError(`the database holds ${String(value)} where it cannot`);
  return found;
}

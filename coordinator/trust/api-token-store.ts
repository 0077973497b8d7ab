import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

import type { ApiScope } from '../../services/rpc/api-token.ts';
import { transaction } from '../store/database.ts';

/** A token without its secret, of which only the digest is kept. */
export interface ApiTokenRecord {
  readonly tokenId: string;
  readonly name: string;
  readonly scope: ApiScope;
  /** SHA-256. The secret is 32 random bytes: there is nothing to try, so nothing slower is needed. */
  readonly secretDigest: Buffer;
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly expiresAtMs: number;
  /** 0 for one that was not revoked. */
  readonly revokedAtMs: number;
  /** 0 for never. */
  readonly lastUsedAtMs: number;
}

/** API tokens in the coordinator's database. */
export class ApiTokenStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(`
      CREATE TABLE IF NOT EXISTS api_token (
        token_id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        scope TEXT NOT NULL CHECK (scope IN ('read', 'operate')),
        secret_digest BLOB NOT NULL,
        created_at_ms INTEGER NOT NULL,
        created_by TEXT NOT NULL,
        expires_at_ms INTEGER NOT NULL,
        revoked_at_ms INTEGER NOT NULL,
        last_used_at_ms INTEGER NOT NULL
      ) STRICT;
    `);
  }

  find(tokenId: string): ApiTokenRecord | undefined {
    const row = this.#database.prepare('SELECT * FROM api_token WHERE token_id = ?').get(tokenId);
    return row === undefined ? undefined : recordOf(row);
  }

  /** Newest first. */
  list(): ApiTokenRecord[] {
    const rows = this.#database.prepare('SELECT * FROM api_token ORDER BY rowid DESC').all();
    return rows.map(recordOf);
  }

  add(t: ApiTokenRecord): void {
    this.#database
      .prepare('INSERT INTO api_token VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        ...[t.tokenId, t.name, t.scope, t.secretDigest, t.createdAtMs],
        ...[t.createdBy, t.expiresAtMs, t.revokedAtMs, t.lastUsedAtMs],
      );
  }

  /** What was revoked first stays as it is. */
  revoke(tokenId: string, atMs: number): void {
    this.#database
      .prepare('UPDATE api_token SET revoked_at_ms = ? WHERE token_id = ? AND revoked_at_ms = 0')
      .run(atMs, tokenId);
  }

  noteUse(tokenId: string, atMs: number): void {
    this.#database.prepare('UPDATE api_token SET last_used_at_ms = ? WHERE token_id = ?').run(atMs, tokenId);
  }

  forgetEndedBefore(atMs: number): void {
    this.#database.prepare('DELETE FROM api_token WHERE expires_at_ms < ?').run(atMs);
  }

  forgetAll(): void {
    this.#database.exec('DELETE FROM api_token');
  }

  /** All of `work` or nothing. */
  atomically<T>(work: () => T): T {
    return transaction(this.#database, work);
  }
}

function recordOf(row: Record<string, SQLOutputValue>): ApiTokenRecord {
  const digest = row['secret_digest'];
  if (!(digest instanceof Uint8Array)) throw new TypeError('the database holds no digest of an API token');
  return {
    tokenId: String(row['token_id']),
    name: String(row['name']),
    scope: row['scope'] === 'operate' ? 'operate' : 'read',
    secretDigest: Buffer.from(digest),
    createdAtMs: Number(row['created_at_ms']),
    createdBy: String(row['created_by']),
    expiresAtMs: Number(row['expires_at_ms']),
    revokedAtMs: Number(row['revoked_at_ms']),
    lastUsedAtMs: Number(row['last_used_at_ms']),
  };
}

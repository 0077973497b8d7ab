import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

import { newEvent } from '../../services/domain/events/event.ts';
import { transaction } from '../store/database.ts';
import type { EventSink } from '../store/event-store.ts';

/**
 * "active" signs, "next" is accepted before it does, "old" no longer signs and is accepted still, "retired" is
 * accepted no more and has lost its key.
 */
export type IssuerStatus = 'active' | 'next' | 'old' | 'retired';

export interface IssuerRecord {
  /** SHA-256 of the certificate. */
  readonly fingerprint: string;
  readonly privateKeyPem: string;
  readonly certificatePem: string;
  readonly status: IssuerStatus;
  readonly createdAtMs: number;
}

/** A holder whose certificate has expired and who asks for the next one. */
export interface ApprovalRecord {
  readonly holder: string;
  readonly publicKeyDer: Buffer;
  readonly askedAtMs: number;
  /** Empty while nobody has approved. */
  readonly approvedBy: string;
}

export interface Denial {
  readonly kind: 'serial' | 'uri' | 'key' | 'issuer';
  readonly value: string;
  readonly holder: string;
  readonly reason: string;
  readonly deniedBy: string;
  readonly atMs: number;
}

type FactName = 'trust-version' | 'trust-digest' | 'trust-places' | 'backup-at-ms' | 'backup-membership';

/** Issuing authorities, approvals, denials and a few facts, in the coordinator's database. */
export class TrustStore {
  readonly #database: DatabaseSync;

  readonly #events: EventSink | undefined;

  /** `events` is told of denials and of authorities that come, sign or go. */
  constructor(database: DatabaseSync, events?: EventSink) {
    this.#database = database;
    this.#events = events;
    widenDenials(database);
    database.exec(tables);
  }

  /** Newest first. */
  issuers(): IssuerRecord[] {
    const rows = this.#database.prepare('SELECT * FROM issuing_authority ORDER BY created_at_ms DESC').all();
    return rows.map((row) => ({
      fingerprint: String(row['fingerprint']),
      privateKeyPem: String(row['private_key']),
      certificatePem: String(row['certificate']),
      status: String(row['status']) as IssuerStatus,
      createdAtMs: Number(row['created_at_ms']),
    }));
  }

  saveIssuer(issuer: IssuerRecord): void {
    const { fingerprint, privateKeyPem, certificatePem, status, createdAtMs } = issuer;
    this.#database
      .prepare('INSERT OR REPLACE INTO issuing_authority VALUES (?, ?, ?, ?, ?)')
      .run(fingerprint, privateKeyPem, certificatePem, status, createdAtMs);
    const parameters = { fingerprint, status };
    this.#events?.append(newEvent('authority-changed', { parameters }));
  }

  removeIssuer(fingerprint: string): void {
    this.#database.prepare('DELETE FROM issuing_authority WHERE fingerprint = ?').run(fingerprint);
  }

  approvals(): ApprovalRecord[] {
    const rows = this.#database.prepare('SELECT * FROM approval ORDER BY holder').all();
    return rows.map((row) => ({
      holder: String(row['holder']),
      publicKeyDer: bytesOf(row['public_key']),
      askedAtMs: Number(row['asked_at_ms']),
      approvedBy: String(row['approved_by']),
    }));
  }

  saveApproval({ holder, publicKeyDer, askedAtMs, approvedBy }: ApprovalRecord): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO approval VALUES (?, ?, ?, ?)')
      .run(holder, publicKeyDer, askedAtMs, approvedBy);
  }

  forgetApproval(holder: string): void {
    this.#database.prepare('DELETE FROM approval WHERE holder = ?').run(holder);
  }

  denials(): Denial[] {
    const rows = this.#database.prepare('SELECT * FROM denial ORDER BY at_ms, kind, value').all();
    return rows.map((row) => ({
      kind: String(row['kind']) as Denial['kind'],
      value: String(row['value']),
      holder: String(row['holder']),
      reason: String(row['reason']),
      deniedBy: String(row['denied_by']),
      atMs: Number(row['at_ms']),
    }));
  }

  /** What stands already stays as it was written first. */
  addDenial({ kind, value, holder, reason, deniedBy, atMs }: Denial): void {
    const { changes } = this.#database
      .prepare('INSERT INTO denial VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kind, value) DO NOTHING')
      .run(kind, value, holder, reason, deniedBy, atMs);
    // A holder has many serial numbers, but only one name.
    if (kind !== 'uri' || changes === 0) return;
    const node = holder.startsWith('agent/') ? holder.slice('agent/'.length) : '';
    const parameters = { holder, reason, by: deniedBy };
    this.#events?.append(newEvent('holder-denied', { node, severity: 'warning', parameters }));
  }

  /** Lets a name be used again; the serial numbers stay denied. */
  liftUri(uri: string): void {
    this.#database.prepare("DELETE FROM denial WHERE kind = 'uri' AND value = ?").run(uri);
  }

  fact(name: FactName): string | undefined {
    const row = this.#database.prepare('SELECT value FROM trust_fact WHERE name = ?').get(name);
    return row === undefined ? undefined : String(row['value']);
  }

  setFact(name: FactName, value: string): void {
    this.#database.prepare('INSERT OR REPLACE INTO trust_fact VALUES (?, ?)').run(name, value);
  }

  /** All of `work` or nothing. */
  atomically<T>(work: () => T): T {
    return transaction(this.#database, work);
  }
}

const denialTable = `CREATE TABLE IF NOT EXISTS denial (
    kind TEXT NOT NULL CHECK (kind IN ('serial', 'uri', 'key', 'issuer')),
    value TEXT NOT NULL,
    holder TEXT NOT NULL,
    reason TEXT NOT NULL,
    denied_by TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (kind, value)
  ) STRICT;`;

const tables = `
  CREATE TABLE IF NOT EXISTS issuing_authority (
    fingerprint TEXT PRIMARY KEY,
    private_key TEXT NOT NULL,
    certificate TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'next', 'old', 'retired')),
    created_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS approval (
    holder TEXT PRIMARY KEY,
    public_key BLOB NOT NULL,
    asked_at_ms INTEGER NOT NULL,
    approved_by TEXT NOT NULL
  ) STRICT;
  ${denialTable}
  CREATE TABLE IF NOT EXISTS trust_fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;

/** A table of the time when less could be denied takes no keys and no authorities. */
function widenDenials(database: DatabaseSync): void {
  const made = database.prepare("SELECT sql FROM sqlite_master WHERE name = 'denial'").get();
  if (made === undefined || String(made['sql']).includes("'issuer'")) return;
  transaction(database, () =>
    database.exec(`
      ALTER TABLE denial RENAME TO denial_before;
      ${denialTable}
      INSERT INTO denial SELECT * FROM denial_before;
      DROP TABLE denial_before;
    `),
  );
}

function bytesOf(value: SQLOutputValue | undefined): Buffer {
  if (!(value instanceof Uint8Array))
    throw new TypeError('the database holds no bytes where there should be');
  return Buffer.from(value);
}

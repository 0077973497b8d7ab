import type { DatabaseSync } from 'node:sqlite';

import type { Clock } from '../../services/base/clock.ts';
import { barIdentity } from '../../services/domain/change-spec.ts';
import type { Spec } from '../../services/domain/spec.ts';
import type { SpecPort } from '../executor/ports.ts';
import { rewriteSpec } from './cluster-record.ts';
import { transaction } from './database.ts';

/** Makes the tables of what was wanted before, and of certificates that are worthless. Harmless when they are there. */
export function migrateSpecs(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS spec_version (
      version INTEGER PRIMARY KEY,
      spec TEXT NOT NULL,
      changed_at_ms INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS barred_certificate (
      serial TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      barred_at_ms INTEGER NOT NULL
    ) STRICT;
  `);
}

/**
 * The spec in the coordinator's database. Every version that ever was stays readable; the newest is the one that
 * counts. A node is barred in the same step in which the spec says so.
 */
export class SpecStore implements SpecPort {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #current: Spec;

  constructor(database: DatabaseSync, clock: Clock, current: Spec) {
    this.#database = database;
    this.#clock = clock;
    this.#current = current;
  }

  get current(): Spec {
    return this.#current;
  }

  /** @throws HapyError HAPY-E539 when the disk takes nothing */
  change(spec: Spec): void {
    if (spec === this.#current) return;
    transaction(this.#database, () => this.#write(spec));
    this.#become(spec);
  }

  bar(node: string): void {
    const spec = barIdentity(this.#current, node);
    const nowMs = this.#clock.now();
    transaction(this.#database, () => {
      this.#database
        .prepare(
          `INSERT OR IGNORE INTO barred_certificate
           SELECT lower(serial), name, ? FROM certificate WHERE profile = 'agent' AND name = ?`,
        )
        .run(nowMs, node);
      this.#database.prepare("UPDATE token SET status = 'revoked' WHERE node = ?").run(node);
      this.#write(spec);
    });
    this.#become(spec);
  }

  isBarred(serial: string): boolean {
    const found = this.#database.prepare('SELECT 1 FROM barred_certificate WHERE serial = ?').get(serial);
    return found !== undefined;
  }

  /** Told after each change. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  #write(spec: Spec): void {
    rewriteSpec(this.#database, spec, this.#clock.now());
  }

  #become(spec: Spec): void {
    this.#current = spec;
    for (const listener of this.#listeners) listener();
  }
}

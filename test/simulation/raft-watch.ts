import assert from 'node:assert/strict';

import type { LogRecord } from '../../sandbox/double/raft/effects.ts';
import type { RaftMachine } from '../../sandbox/double/raft/machine.ts';

/** What a client was told is written: where it stands in the log. */
interface Acknowledged {
  readonly index: number;
  readonly term: number;
  readonly sql: string;
}

/** Remembers what the zone has promised, and says when it is broken. */
export class RaftWatch {
  readonly acknowledgedWrites = new Map<string, Acknowledged>();
  /** Told about each break, by the name of its invariant. */
  onBroken: (invariant: string, what: string) => void = () => undefined;
  /**
   * Told about a flaw of oned itself that nothing of ours can prevent: a leader that was cut off applies its own
   * record when the heartbeat of the next one comes, before that record is replaced (6.10, ZoneReplicateLog). Its
   * database then differs, which the comparison of contents finds.
   */
  onFlaw: (what: string) => void = () => undefined;
  readonly #leaders = new Map<number, string>();
  readonly #applied = new Map<number, string>();

  /** Somebody was elected: of each term one only, and with all that was ever acknowledged. */
  leads(node: string, machine: RaftMachine): void {
    this.#check('never two who lead', () => {
      const other = this.#leaders.get(machine.term);
      assert.ok(other === undefined || other === node, `term ${machine.term} has ${other} and ${node}`);
      this.#leaders.set(machine.term, node);
    });
    this.#check('nothing that was acknowledged is lost', () => {
      for (const { index, term, sql } of this.acknowledgedWrites.values()) {
        const kept = machine.log.get(index)?.record;
        // What a seed brought stands in the database, without its older records.
        if (kept === undefined && index <= machine.log.lastApplied) continue;
        assert.ok(kept?.sql === sql, `${node} leads term ${machine.term} without ${sql} of term ${term}`);
      }
    });
  }

  /** Who wrote what into its own log as a leader. */
  readonly #proposed = new Map<string, string>();

  proposed(node: string, sql: string): void {
    this.#proposed.set(sql, node);
  }

  /** Two who lead and act on a write would show here: one place in the log, two records. */
  applied(node: string, record: LogRecord): void {
    const known = this.#applied.get(record.index);
    const isOwn = this.#proposed.get(record.sql) === node;
    if (known !== undefined && known !== record.sql && isOwn && !this.acknowledgedWrites.has(record.sql)) {
      this.onFlaw(`${node} applies its own ${record.sql} at ${record.index}, where ${known} was committed`);
      return;
    }
    this.#applied.set(record.index, record.sql);
    this.#check('never two who lead', () => {
      assert.ok(
        known === undefined || known === record.sql,
        `${node} applies ${record.sql} at ${record.index}, where another applied ${known}`,
      );
    });
  }

  acknowledged(node: string, machine: RaftMachine, sql: string): void {
    for (let index = machine.log.lastIndex; index >= 0; index -= 1) {
      const record = machine.log.get(index)?.record;
      if (record?.sql !== sql) continue;
      this.acknowledgedWrites.set(sql, { index, term: record.term, sql });
      return;
    }
    this.onBroken(
      'nothing that was acknowledged is lost',
      `${node} acknowledges ${sql} and has no record of it`,
    );
  }

  /** A seed replaces a database: whatever was acknowledged and stands in it must be in the seed, or elsewhere. */
  overwrites(
    node: string,
    records: ReadonlyMap<number, LogRecord>,
    seed: ReadonlyMap<number, LogRecord>,
  ): void {
    const last = Math.max(...seed.keys());
    this.#check('no database that is ahead is overwritten', () => {
      const lost = [...records.values()].filter(
        ({ index, sql, applied }) => applied && index > last && this.acknowledgedWrites.has(sql),
      );
      const held = lost.filter(({ index }) => this.holders(index, node) === 0);
      assert.deepEqual(
        held.map(({ sql }) => sql),
        [],
        `${node} is ahead of the seed that ends at ${last}`,
      );
    });
  }

  /** How many others have a record of that index; set by whoever knows the disks. */
  holders: (index: number, except: string) => number = () => 0;

  #check(invariant: string, check: () => void): void {
    try {
      check();
    } catch (error) {
      this.onBroken(invariant, (error as Error).message);
    }
  }
}

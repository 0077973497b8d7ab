import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';

import { type Denial, TrustStore } from './trust-store.ts';

describe('the store of denials', () => {
  const denial: Denial = {
    ...{ kind: 'uri', value: 'spiffe://c1/agent/hapy2', holder: 'agent/hapy2', reason: '', deniedBy: 'ada' },
    atMs: 1,
  };

  it('takes names, serial numbers and keys, each once, as they were written first', () => {
    const store = new TrustStore(new DatabaseSync(':memory:'));
    for (const kind of ['uri', 'serial', 'key'] as const) {
      store.addDenial({ ...denial, kind });
      store.addDenial({ ...denial, kind, deniedBy: 'anne' });
    }
    assert.deepEqual(
      store.denials().map(({ kind, deniedBy }) => `${kind} ${deniedBy}`),
      ['key ada', 'serial ada', 'uri ada'],
    );
  });

  it('takes keys into a table that was made before they could be denied, and keeps what is in it', () => {
    const database = new DatabaseSync(':memory:');
    database.exec(`
      CREATE TABLE denial (
        kind TEXT NOT NULL CHECK (kind IN ('serial', 'uri')), value TEXT NOT NULL, holder TEXT NOT NULL,
        reason TEXT NOT NULL, denied_by TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (kind, value)
      ) STRICT;
      INSERT INTO denial VALUES ('serial', '01', 'agent/hapy2', '', 'ada', 1);
    `);
    const store = new TrustStore(database);
    store.addDenial({ ...denial, kind: 'key', value: 'k' });
    new TrustStore(database).addDenial(denial);
    assert.deepEqual(
      store.denials().map(({ kind, value }) => `${kind} ${value}`),
      ['key k', 'serial 01', 'uri spiffe://c1/agent/hapy2'],
    );
  });

  it('takes authorities into a table of the time when only keys, names and numbers were denied', () => {
    const database = new DatabaseSync(':memory:');
    database.exec(`
      CREATE TABLE denial (
        kind TEXT NOT NULL CHECK (kind IN ('serial', 'uri', 'key')), value TEXT NOT NULL, holder TEXT NOT NULL,
        reason TEXT NOT NULL, denied_by TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (kind, value)
      ) STRICT;
      INSERT INTO denial VALUES ('key', '01', 'agent/hapy2', '', 'ada', 1);
    `);
    const store = new TrustStore(database);
    store.addDenial({ ...denial, kind: 'issuer', value: 'i' });
    assert.deepEqual(
      store.denials().map(({ kind, value }) => `${kind} ${value}`),
      ['issuer i', 'key 01'],
    );
  });
});

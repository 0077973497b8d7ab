import type { DatabaseSync } from 'node:sqlite';

import type { Spec } from '../../services/domain/spec.ts';

/** What `init` makes once: the spec, and the authority that signs everybody's certificate. */
export interface ClusterRecord {
  readonly spec: Spec;
  readonly authorityPrivateKeyPem: string;
  readonly authorityRootPem: string;
}

/** Undefined before `init`. */
export function readCluster(database: DatabaseSync): ClusterRecord | undefined {
  const row = database
    .prepare('SELECT spec, authority_private_key, authority_root FROM cluster WHERE id = 1')
    .get();
  if (row === undefined) return undefined;
  return {
    // Only `writeCluster` writes it, from a Spec.
    spec: JSON.parse(String(row['spec'])) as Spec,
    authorityPrivateKeyPem: String(row['authority_private_key']),
    authorityRootPem: String(row['authority_root']),
  };
}

/** What is wanted from now on; the versions of before stay readable. */
export function rewriteSpec(database: DatabaseSync, spec: Spec, nowMs: number): void {
  const text = JSON.stringify(spec);
  database
    .prepare('INSERT OR REPLACE INTO spec_version VALUES (?, ?, ?)')
    .run(spec.version ?? 1, text, nowMs);
  database.prepare('UPDATE cluster SET spec = ? WHERE id = 1').run(text);
}

/** Fails when there is one already: an authority is never replaced by accident. */
export function writeCluster(database: DatabaseSync, record: ClusterRecord, nowMs: number): void {
  database
    .prepare(
      `INSERT INTO cluster (id, cluster_id, spec, authority_private_key, authority_root, created_at_ms)
       VALUES (1, ?, ?, ?, ?, ?)`,
    )
    .run(
      record.spec.clusterId,
      JSON.stringify(record.spec),
      record.authorityPrivateKeyPem,
      record.authorityRootPem,
      nowMs,
    );
}

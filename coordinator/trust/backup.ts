import { createHash } from 'node:crypto';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { pack } from 'tar-stream';

import { statePaths } from '../init.ts';
import type { TrustContext } from './trust-context.ts';

/** Which version of a backup's content this is; a reader refuses a newer one. */
export const backupVersion = 1;
const chunkBytesMax = 256 * 1024;

/** The first entry of a backup. */
export interface BackupManifest {
  readonly version: number;
  readonly clusterId: string;
  readonly createdAtMs: number;
  /** The end of the audit then. */
  readonly audit: { readonly number: number; readonly hash: string };
  /** Digest of who belongs to the cluster. */
  readonly membership: string;
  readonly nodes: readonly string[];
}

/**
 * Everything that another machine needs to become the coordinator: the database (spec, authorities, journal), the
 * audit, and the root's key where it is here. A tar archive in pieces; whoever asked for it encrypts it.
 */
export async function* createBackup(context: TrustContext): AsyncGenerator<Buffer> {
  const { database, stateDirectory, spec, clock, trust } = context;
  const paths = statePaths(stateDirectory);
  const createdAtMs = clock.now();
  const membership = membershipDigest(context);
  const manifest: BackupManifest = {
    ...{ version: backupVersion, clusterId: spec.clusterId, createdAtMs, membership },
    audit: trust.audit.head,
    nodes: spec.nodes.map(({ name }) => name),
  };
  // Beside the database: it holds the same keys, and never lies where others may look.
  const scratch = await mkdtemp(join(stateDirectory, '.backup-'));
  try {
    const copy = join(scratch, 'coordinator.db');
    database.prepare('VACUUM INTO ?').run(copy);
    const archive = pack();
    archive.entry({ name: 'manifest.json' }, `${JSON.stringify(manifest)}\n`);
    archive.entry({ name: 'coordinator.db' }, await readFile(copy));
    archive.entry({ name: 'audit.jsonl' }, await readFile(paths.audit));
    if (await exists(paths.rootKey)) archive.entry({ name: 'root-key.pem' }, await readFile(paths.rootKey));
    archive.finalize();
    for await (const part of archive as AsyncIterable<Buffer>) {
      for (let at = 0; at < part.length; at += chunkBytesMax) yield part.subarray(at, at + chunkBytesMax);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  trust.store.setFact('backup-at-ms', String(createdAtMs));
  trust.store.setFact('backup-membership', membership);
}

/** When the last backup was made, and what it was made of. */
export async function backupFacts({ trust }: TrustContext) {
  const backupAtMs = BigInt(trust.store.fact('backup-at-ms') ?? 0);
  return { backupAtMs, rootKeyHere: await exists(trust.rootKeyPath) };
}

/** Whether a node, a person or an authority came or went since the last backup; false while there was none. */
export function isBackupOutdated(context: Pick<TrustContext, 'spec' | 'trust' | 'enrolment'>): boolean {
  const then = context.trust.store.fact('backup-membership');
  return then !== undefined && then !== membershipDigest(context);
}

function membershipDigest(context: Pick<TrustContext, 'spec' | 'trust' | 'enrolment'>): string {
  const { spec, trust, enrolment } = context;
  const { active, next, old } = trust.issuers.records();
  const members = {
    spec,
    issuers: [active, next, old].map((each) => each?.fingerprint ?? ''),
    denied: trust.store.denials().map(({ value }) => value),
    // Keys and not certificates: a renewal changes nothing that a backup would have to know.
    keys: [
      ...new Set(
        enrolment
          .listCertificates()
          .map(({ profile, name, publicKeyDer }) => `${profile}/${name}/${publicKeyDer.toString('hex')}`),
      ),
    ].toSorted(),
  };
  return createHash('sha256').update(JSON.stringify(members)).digest('hex');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

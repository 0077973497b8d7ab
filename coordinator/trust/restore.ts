import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';

import { writeSecret } from '../../certs/secret-file.ts';
import { AuditLog } from '../../services/audit/audit-log.ts';
import { becomeOwnerOf } from '../../services/base/become-owner.ts';
import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { createLog } from '../../services/base/log.ts';
import { coordinatorMoved } from '../../services/domain/change-spec.ts';
import { keyDigest } from '../../services/rpc/certificate-mark.ts';
import { createSqliteEnrolmentStore, migrateEnrolment } from '../enrolment/sqlite-enrolment-store.ts';
import { statePaths, writeNewIdentity } from '../init.ts';
import { readCluster, rewriteSpec } from '../store/cluster-record.ts';
import { openDatabase } from '../store/database.ts';
import { restartEventStream } from '../store/event-store.ts';
import type { BackupContent } from './backup-file.ts';
import { ApiTokenStore } from './api-token-store.ts';
import { readRootKey } from './compose-trust.ts';
import { Issuers } from './issuers.ts';
import { replaceIssuer } from './replace-issuer.ts';
import { TrustStore } from './trust-store.ts';
import { writeBytes } from './write-bytes.ts';

/**
 * Puts the state of a coordinator on this machine, with a new key and certificate, and denies every certificate and
 * key that a coordinator of before had: one that still runs somewhere is refused by each node as soon as that has heard of
 * this one, and so cannot renew its lease. The lease itself is taken when this one starts.
 *
 * An issuing authority that has expired since the backup is replaced by means of the root's key, from the backup where
 * it is in it, else from a file.
 *
 * @param o node the node of the spec that this machine is; index 0 when it is not said
 * @throws HapyError HAPY-E133 there is a state already, HAPY-E134 no such node, HAPY-E132, HAPY-E191 the authority has
 * expired and there is no key of the root, HAPY-E145 and HAPY-E146 (that key)
 */
export async function restoreCoordinator(o: {
  readonly content: BackupContent;
  readonly file: string;
  readonly stateDirectory: string;
  readonly gatewayDirectory: string;
  readonly node: string | undefined;
  readonly rootKeyFile?: string | undefined;
  readonly clock: Clock;
}): Promise<{ readonly node: string; readonly address: string }> {
  const { content, stateDirectory, clock } = o;
  const paths = statePaths(stateDirectory);
  if (existsSync(paths.database)) throw new HapyError('HAPY-E133', { directory: stateDirectory });
  const { rootKeyFile } = o;
  const rootKeyPem = rootKeyFile === undefined ? content.rootKeyPem : await readRootKey(rootKeyFile);
  const { nodes } = content.manifest;
  const node = o.node ?? nodes[0] ?? '';
  if (!nodes.includes(node)) throw new HapyError('HAPY-E134', { node, nodes: nodes.join(', ') });
  becomeOwnerOf(stateDirectory);
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
  // The database comes last and by rename: as long as it is missing, nothing was restored.
  const scratch = `${paths.database}.restoring`;
  await writeBytes(scratch, content.database);
  const place = await prepare(scratch, { ...o, rootKeyPem }, node).catch(async (error: unknown) => {
    await rm(scratch, { force: true });
    throw error;
  });
  await writeSecret(paths.audit, content.audit.toString('utf8'));
  noteRestore(paths.audit, content.manifest.createdAtMs, clock);
  if (content.rootKeyPem !== undefined) await writeSecret(paths.rootKey, content.rootKeyPem);
  await rename(scratch, paths.database);
  return place;
}

/**
 * What was written between backup and loss is gone; the nodes remember ends of it. This line says why they are not
 * found any more.
 */
function noteRestore(path: string, backupAtMs: number, clock: Clock): void {
  const log = createLog('hapyctl', 'silent');
  const audit = AuditLog.open({ path, program: 'coordinator', clock, log });
  audit.note('restored', { backup: new Date(backupAtMs).toISOString() });
  audit.close();
}

async function prepare(
  path: string,
  o: Parameters<typeof restoreCoordinator>[0] & { readonly rootKeyPem: string | undefined },
  node: string,
): Promise<{ node: string; address: string }> {
  const { clock, file, gatewayDirectory, stateDirectory } = o;
  const database = openDatabase(path);
  try {
    const cluster = readCluster(database);
    const own = cluster?.spec.nodes.find(({ name }) => name === node);
    if (cluster === undefined || own === undefined)
      throw new HapyError('HAPY-E132', { file, detail: 'spec' });
    migrateEnrolment(database);
    const enrolment = createSqliteEnrolmentStore(database);
    const trust = new TrustStore(database);
    const { authorityRootPem: rootPem } = cluster;
    const spec = coordinatorMoved(cluster.spec, node);
    const nowMs = clock.now();
    await requireIssuer({ trust, spec, rootPem, rootKeyPem: o.rootKeyPem, clock, file });
    const { authority } = new Issuers({ store: trust, spec: () => spec, clock, rootPem });
    const denial = { holder: 'coordinator', reason: 'restore', deniedBy: '', atMs: nowMs };
    for (const { profile, serial, publicKeyDer } of enrolment.listCertificates()) {
      if (profile !== 'coordinator') continue;
      trust.addDenial({ kind: 'serial', value: serial.toLowerCase(), ...denial });
      // It holds the issuing authority: it may have certified its key anew since, and may do so again.
      trust.addDenial({ kind: 'key', value: keyDigest(publicKeyDer), ...denial });
    }
    // Nobody but this database knew which of them were revoked since.
    new ApiTokenStore(database).forgetAll();
    // Numbers that were given after the backup may be given again, for something else.
    restartEventStream(database);
    rewriteSpec(database, spec, nowMs);
    // Behind every node: what they deny since the backup is taken over before anything is told.
    trust.setFact('trust-version', '0');
    const certifying = { authority, enrolment, spec, nowMs };
    const { pki } = statePaths(stateDirectory);
    await writeNewIdentity({ ...certifying, profile: 'coordinator', directory: pki });
    await writeNewIdentity({ ...certifying, profile: 'gateway', directory: `${gatewayDirectory}/pki` });
    // Everything into the one file that is renamed.
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return { node, address: own.address };
  } finally {
    database.close();
  }
}

/** The authority of the backup, or a new one where its time is over. */
async function requireIssuer(
  o: Omit<Parameters<typeof replaceIssuer>[0], 'rootKeyPem'> & {
    readonly rootKeyPem: string | undefined;
    readonly file: string;
  },
): Promise<void> {
  const { trust, spec, rootPem, rootKeyPem, clock, file } = o;
  const { endsAtMs } = new Issuers({ store: trust, spec: () => spec, clock, rootPem });
  if (clock.now() < endsAtMs) return;
  if (rootKeyPem === undefined) {
    const until = new Date(endsAtMs).toISOString().slice(0, 16).replace('T', ' ');
    throw new HapyError('HAPY-E191', { file, until });
  }
  await replaceIssuer({ ...o, rootKeyPem });
}

import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { type CertificateAuthority, createAuthority } from '../certs/authority.ts';
import { writeIdentity } from '../certs/identity-store.ts';
import { generateKey, publicKeyOf } from '../certs/keys.ts';
import { writeSecret } from '../certs/secret-file.ts';
import { asOwnerOf, becomeOwnerOf } from '../services/base/become-owner.ts';
import type { Clock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Spec } from '../services/domain/spec.ts';
import type { EnrolmentStore } from './enrolment/enrolment-store.ts';
import { createSqliteEnrolmentStore, migrateEnrolment } from './enrolment/sqlite-enrolment-store.ts';
import { readCluster, writeCluster } from './store/cluster-record.ts';
import { openDatabase } from './store/database.ts';
import { namesOf } from './trust/holder-names.ts';
import { issuerRecord } from './trust/issuers.ts';
import { TrustStore } from './trust/trust-store.ts';

export interface StatePaths {
  readonly database: string;
  readonly pki: string;
  readonly audit: string;
  /** Needed to replace the issuing authority and to rescue; best kept somewhere else. */
  readonly rootKey: string;
}

/** The coordinator's places under its state directory. */
export function statePaths(stateDirectory: string): StatePaths {
  return {
    database: join(stateDirectory, 'coordinator.db'),
    pki: join(stateDirectory, 'pki'),
    audit: join(stateDirectory, 'audit.jsonl'),
    rootKey: join(stateDirectory, 'root', 'root-key.pem'),
  };
}

/**
 * Makes a cluster's coordinator: the authority, the database with the spec, and the identities of coordinator and
 * gateway. The record in the database comes last, so that a broken-off init can simply be repeated; a finished one
 * is refused, because a second authority would cut off every node that has joined.
 *
 * @throws HapyError HAPY-E220 when it was done already, and what certs and database refuse with.
 */
export async function initialiseCoordinator(o: {
  readonly stateDirectory: string;
  /** Where the gateway's identity goes (`pki/`); none is made without it. */
  readonly gatewayDirectory?: string;
  readonly spec: Spec;
  readonly clock: Clock;
}): Promise<void> {
  const { stateDirectory, spec, clock } = o;
  becomeOwnerOf(stateDirectory);
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
  const paths = statePaths(stateDirectory);
  const database = openDatabase(paths.database);
  try {
    const existing = readCluster(database);
    if (existing !== undefined) {
      const cluster = existing.spec.clusterId;
      throw new HapyError('HAPY-E220', { directory: stateDirectory, cluster });
    }
    migrateEnrolment(database);
    const enrolment = createSqliteEnrolmentStore(database);
    const trust = new TrustStore(database);
    // What an init left that was broken off.
    for (const { fingerprint } of trust.issuers()) trust.removeIssuer(fingerprint);
    const { authority, root, issuer } = await createAuthority({
      clusterId: spec.clusterId,
      clock,
      vip: spec.vip,
    });
    await writeSecret(paths.rootKey, root.privateKeyPem);
    trust.saveIssuer(issuerRecord(issuer, 'active', clock.now()));
    const certifying = { authority, enrolment, spec, nowMs: clock.now() };
    await writeNewIdentity({ ...certifying, profile: 'coordinator', directory: paths.pki });
    if (o.gatewayDirectory !== undefined) {
      const directory = join(o.gatewayDirectory, 'pki');
      await writeNewIdentity({ ...certifying, profile: 'gateway', directory });
    }
    const record = { spec, authorityPrivateKeyPem: '', authorityRootPem: root.certificatePem };
    writeCluster(database, record, clock.now());
  } finally {
    database.close();
  }
}

/**
 * Makes a certificate for a program that runs where the spec has the coordinator, and a key unless it is given one.
 *
 * @throws HapyError HAPY-E210 the spec has no nodes, HAPY-E152 it cannot be written
 */
export async function writeNewIdentity(o: {
  readonly authority: CertificateAuthority;
  readonly enrolment: EnrolmentStore;
  readonly spec: Spec;
  readonly nowMs: number;
  readonly profile: 'coordinator' | 'gateway';
  readonly directory: string;
  readonly privateKeyPem?: string | undefined;
}): Promise<void> {
  const { authority, enrolment, spec, profile, directory, nowMs } = o;
  const holder = { profile, name: profile };
  const names = namesOf(spec, holder);
  if (names === undefined) throw new HapyError('HAPY-E210', { file: 'cluster.yaml', count: 0 });
  const privateKeyPem = o.privateKeyPem ?? (await generateKey()).privateKeyPem;
  const publicKeyDer = publicKeyOf(privateKeyPem);
  const issued = authority.issue({ ...holder, ...names, publicKeyDer });
  const { certificateChainPem } = issued;
  await asOwnerOf(dirname(directory), async () => {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await writeIdentity(directory, { privateKeyPem, certificateChainPem, rootsPem: authority.rootPem });
  });
  enrolment.addCertificate({ ...issued, ...holder, publicKeyDer, issuedAtMs: nowMs, tokenId: undefined });
}

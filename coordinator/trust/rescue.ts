import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { identityFiles, readPrivateKey } from '../../certs/identity-store.ts';
import { importPublicKey, publicKeyOf } from '../../certs/keys.ts';
import { becomeOwnerOf } from '../../services/base/become-owner.ts';
import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { createSqliteEnrolmentStore, migrateEnrolment } from '../enrolment/sqlite-enrolment-store.ts';
import { statePaths, writeNewIdentity } from '../init.ts';
import { readCluster } from '../store/cluster-record.ts';
import { openDatabase } from '../store/database.ts';
import { readRootKey } from './compose-trust.ts';
import { Issuers } from './issuers.ts';
import { replaceIssuer } from './replace-issuer.ts';
import { TrustStore } from './trust-store.ts';

/**
 * A new issuing authority under the root, whatever became of the present one, and new certificates for
 * coordinator and gateway. Keys stay what they are, so that a gateway that runs takes its new certificate over and
 * nodes come back by theirs; only one that is damaged or open to others is made anew. Gives the end of the new
 * coordinator certificate.
 *
 * @throws HapyError HAPY-E221 no coordinator here, HAPY-E124, HAPY-E145, HAPY-E146
 */
export async function rescueCertificates(o: {
  readonly stateDirectory: string;
  readonly gatewayDirectory: string;
  readonly rootKeyFile: string | undefined;
  readonly clock: Clock;
}): Promise<number> {
  const { stateDirectory, clock } = o;
  const paths = statePaths(stateDirectory);
  if (!existsSync(paths.database)) throw new HapyError('HAPY-E221', { directory: stateDirectory });
  const rootKeyPem = await readRootKey(o.rootKeyFile ?? paths.rootKey);
  becomeOwnerOf(stateDirectory);
  const database = openDatabase(paths.database);
  try {
    const cluster = readCluster(database);
    if (cluster === undefined) throw new HapyError('HAPY-E221', { directory: stateDirectory });
    migrateEnrolment(database);
    const enrolment = createSqliteEnrolmentStore(database);
    const trust = new TrustStore(database);
    const { spec, authorityRootPem: rootPem } = cluster;
    await replaceIssuer({ trust, spec, rootPem, rootKeyPem, clock });
    const { authority } = new Issuers({ store: trust, spec: () => spec, clock, rootPem });
    const certifying = { authority, enrolment, spec, nowMs: clock.now() };
    for (const [profile, directory] of [
      ['coordinator', paths.pki],
      ['gateway', join(o.gatewayDirectory, 'pki')],
    ] as const) {
      await writeNewIdentity({ ...certifying, profile, directory, privateKeyPem: await keyIn(directory) });
    }
    const newest = enrolment.listCertificates().find(({ profile }) => profile === 'coordinator');
    return newest?.notAfterMs ?? 0;
  } finally {
    database.close();
  }
}

/** The key that a program has already; undefined where there is none that may be used. */
async function keyIn(directory: string): Promise<string | undefined> {
  const path = join(directory, identityFiles.key);
  try {
    const key = await readPrivateKey(path);
    importPublicKey(publicKeyOf(key));
    return key;
  } catch {
    return undefined;
  }
}

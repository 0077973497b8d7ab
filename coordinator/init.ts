import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { createAuthority } from '../certs/authority.ts';
import { writeIdentity } from '../certs/identity-store.ts';
import { generateKey } from '../certs/keys.ts';
import { becomeOwnerOf } from '../services/base/become-owner.ts';
import type { Clock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Spec } from '../services/domain/spec.ts';
import { readCluster, writeCluster } from './store/cluster-record.ts';
import { openDatabase } from './store/database.ts';

/** The coordinator's places under its state directory. */
export function statePaths(stateDirectory: string): { readonly database: string; readonly pki: string } {
  return { database: join(stateDirectory, 'coordinator.db'), pki: join(stateDirectory, 'pki') };
}

/**
 * Makes a cluster's coordinator: the authority, the database with the spec, and its own identity. The
 * record in the database comes last, so that a broken-off init can simply be repeated; a finished one is
 * refused, because a second authority would cut off every node that has joined.
 *
 * @throws HapyError HAPY-E220 when it was done already, and what certs and database refuse with.
 */
export async function initialiseCoordinator(o: {
  readonly stateDirectory: string;
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
    const made = await createAuthority({ clusterId: spec.clusterId, clock, vip: spec.vip });
    const key = await generateKey();
    const { certificateChainPem } = made.authority.issue({
      profile: 'coordinator',
      name: 'coordinator',
      ...coordinatorNames(spec),
      publicKeyDer: key.publicKeyDer,
    });
    await mkdir(paths.pki, { recursive: true, mode: 0o700 });
    const { privateKeyPem } = key;
    await writeIdentity(paths.pki, { privateKeyPem, certificateChainPem, rootsPem: made.rootPem });
    const authority = { authorityPrivateKeyPem: made.privateKeyPem, authorityRootPem: made.rootPem };
    writeCluster(database, { spec, ...authority }, clock.now());
  } finally {
    database.close();
  }
}

/** Index 0, where the coordinator runs, and the virtual address; the latter stands in no agent's certificate. */
function coordinatorNames(spec: Spec): { dnsNames: string[]; addresses: string[] } {
  const [first] = spec.nodes;
  if (first === undefined) throw new HapyError('HAPY-E210', { file: 'cluster.yaml', count: 0 });
  return {
    dnsNames: [first.fqdn, first.name, spec.vip.name],
    addresses: [first.address, spec.vip.address],
  };
}

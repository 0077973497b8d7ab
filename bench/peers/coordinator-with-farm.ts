import { type ChildProcess, spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { createSqliteEnrolmentStore } from '../../coordinator/enrolment/sqlite-enrolment-store.ts';
import { initialiseCoordinator } from '../../coordinator/init.ts';
import { readCluster } from '../../coordinator/store/cluster-record.ts';
import { openDatabase } from '../../coordinator/store/database.ts';
import { Issuers } from '../../coordinator/trust/issuers.ts';
import { TrustStore } from '../../coordinator/trust/trust-store.ts';
import { readIdentity } from '../../certs/identity-store.ts';
import { systemClock } from '../../services/base/clock.ts';
import { installedFile } from '../../services/base/installation.ts';
import type { Spec } from '../../services/domain/spec.ts';
import { callUnary, connectWithClaim } from '../../services/rpc/client.ts';
import { CoordinatorServiceClient } from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import type { TlsIdentity } from '../../services/rpc/identity.ts';
import type { Context } from '../harness/measure.ts';
import { end, type Peer, programEnv, startPeer } from '../harness/programs.ts';
import { agentPort, type FarmNode, identitiesOf, specOnLoopback, writeNodes } from './cluster.ts';

export const coordinatorPort = 2640;

/** A real coordinator as a program, and its agents as a farm. */
export interface RunningCoordinator {
  /** For `--dir`. */
  readonly directory: string;
  readonly spec: Spec;
  readonly process: ChildProcess;
  readonly client: CoordinatorServiceClient;
  /** Of the coordinator itself, for what is asked of the farm in its place. */
  readonly identity: TlsIdentity;
  readonly farm: Peer<unknown> | undefined;
}

/** Starts a coordinator whose spec has so many nodes; without `farm` none of them is there. */
export async function startCoordinatorWithFarm(
  { folder }: Context,
  count: number,
  o: { readonly farm: boolean } = { farm: true },
): Promise<RunningCoordinator> {
  const directory = folder.under(`c${count}`);
  const state = folder.under(`c${count}/coordinator/state`);
  const spec = specOnLoopback(count);
  await initialiseCoordinator({ stateDirectory: state, spec, clock: systemClock });
  const nodes = await identitiesOf(spec, authorityOf(state, spec));
  const [first] = spec.nodes;
  const place = { socket: join(directory, 's'), claimsDirectory: join(directory, 'claims') };
  const config = join(directory, 'coordinator/coordinator.yaml');
  // JSON is YAML.
  const settings = {
    ...{ listen: { address: first?.address, port: coordinatorPort }, stateDirectory: state, ...place },
    ...{ administrators: 'own-account', agentPort, log: { level: 'error' } },
  };
  writeFileSync(config, JSON.stringify(settings));
  if (o.farm) recordEnrolled(state, nodes);
  const file = writeNodes(directory, nodes);
  const farm = o.farm
    ? await startPeer(folder, 'bench/peers/farm.ts', ['ours', file, String(agentPort)])
    : undefined;
  const argv = [installedFile('coordinator/main.ts'), 'serve', '--config', config];
  const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
  const child = spawn(process.execPath, argv, { stdio: [...stdio], env: programEnv() });
  folder.atEnd(() => end(child));
  await once(child, 'message');
  const target = connectWithClaim(place.socket, place.claimsDirectory);
  const client = new CoordinatorServiceClient(target.address, target.credentials, target.options);
  folder.atEnd(() => client.close());
  if (farm !== undefined) await untilAllHeard(client, count);
  return { directory, spec, process: child, client, identity: await readIdentity(join(state, 'pki')), farm };
}

/** The authority of a coordinator that does not run yet. */
function authorityOf(state: string, spec: Spec) {
  const database = openDatabase(join(state, 'coordinator.db'));
  try {
    const rootPem = readCluster(database)?.authorityRootPem ?? '';
    const store = new TrustStore(database);
    return new Issuers({ store, spec: () => spec, clock: systemClock, rootPem }).authority;
  } finally {
    database.close();
  }
}

/** Without it nobody would be asked for the lease. */
function recordEnrolled(state: string, nodes: readonly FarmNode[]): void {
  const database = openDatabase(join(state, 'coordinator.db'));
  try {
    const store = createSqliteEnrolmentStore(database);
    for (const { name, identity } of nodes) {
      const { certificateChainPem } = identity;
      const { serialNumber, publicKey, validFromDate, validToDate } = new X509Certificate(
        certificateChainPem,
      );
      store.addCertificate({
        ...{
          serial: serialNumber.toLowerCase(),
          profile: 'agent',
          name,
          certificateChainPem,
          tokenId: undefined,
        },
        publicKeyDer: publicKey.export({ type: 'spki', format: 'der' }),
        ...{ issuedAtMs: validFromDate.getTime(), notAfterMs: validToDate.getTime() },
      });
    }
  } finally {
    database.close();
  }
}

async function untilAllHeard(client: CoordinatorServiceClient, count: number): Promise<void> {
  const untilMs = Date.now() + 120_000;
  const call = { deadlineMs: 30_000, what: 'status' };
  for (;;) {
    const { nodes } = await callUnary(client.getStatus.bind(client), {}, call);
    const heard = nodes.filter(({ state, unreachable }) => state !== undefined && unreachable === undefined);
    if (heard.length === count) return;
    if (Date.now() > untilMs) {
      const silent = nodes.find((node) => !heard.includes(node));
      throw new Error(
        `${heard.length} of ${count} nodes are heard: ${silent?.name} ${silent?.unreachable?.text}`,
      );
    }
    await delay(200);
  }
}

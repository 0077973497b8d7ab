#!/usr/bin/env node
import { randomBytes, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';

import { openAuthority } from '../certs/authority.ts';
import { readIdentity } from '../certs/identity-store.ts';
import { systemClock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import { createLog, type Log } from '../services/base/log.ts';
import type { Spec } from '../services/domain/spec.ts';
import type { TlsIdentity } from '../services/rpc/identity.ts';
import { startTlsServer } from '../services/rpc/server.ts';
import { startUnixServer } from '../services/rpc/unix-server.ts';
import { AgentChannels } from './agents/agent-channels.ts';
import { LastHeard } from './agents/last-heard.ts';
import { watchNodes } from './agents/watch-nodes.ts';
import { readCommandLine, reportFailure } from './command-line.ts';
import { type CoordinatorConfig, loadCoordinatorConfig } from './config.ts';
import { enrolledNodes } from './enrolment/enrolled-nodes.ts';
import { createEnrollmentBinding } from './enrolment/enrollment-binding.ts';
import { createSqliteEnrolmentStore, migrateEnrolment } from './enrolment/sqlite-enrolment-store.ts';
import type { TokensContext } from './enrolment/tokens.ts';
import { LeaseKeeper } from './executor/lease-keeper.ts';
import { Observer } from './executor/observer.ts';
import { Runs } from './executor/runs.ts';
import { HealthJudge } from './health/health-judge.ts';
import { initialiseCoordinator, statePaths } from './init.ts';
import { Preflight } from './preflight.ts';
import { createCoordinatorBinding } from './service/coordinator-binding.ts';
import { authoriseLocal } from './service/local-administrators.ts';
import { readSpecFile } from './spec-file.ts';
import { type ClusterRecord, readCluster } from './store/cluster-record.ts';
import { openDatabase } from './store/database.ts';
import { RunJournal } from './store/run-journal.ts';

const clock = systemClock;
/** Calls under way are let finish this long; the whole stop takes less than 5 s. */
const graceMs = 1_500;
const stopMaxMs = 4_500;

/** The store of an initialised coordinator. @throws HapyError HAPY-E221 before init */
function openStore(config: CoordinatorConfig) {
  const { database: path } = statePaths(config.stateDirectory);
  const notInitialised = () => new HapyError('HAPY-E221', { directory: config.stateDirectory });
  // Opening would make the file, and a coordinator that was never initialised leaves nothing behind.
  if (!existsSync(path)) throw notInitialised();
  const database = openDatabase(path);
  const cluster = readCluster(database);
  if (cluster === undefined) throw notInitialised();
  migrateEnrolment(database);
  return { database, cluster, enrolment: createSqliteEnrolmentStore(database) };
}

function tokensContext(
  config: CoordinatorConfig,
  cluster: ClusterRecord,
  store: TokensContext['store'],
  log: Log,
): TokensContext {
  const { spec, authorityPrivateKeyPem: privateKeyPem, authorityRootPem: rootPem } = cluster;
  const authority = openAuthority({
    clusterId: spec.clusterId,
    privateKeyPem,
    rootPem,
    clock,
    vip: spec.vip,
  });
  const { port } = config.listen;
  return {
    authority,
    store,
    nodeNames: (name) => {
      const node = spec.nodes.find((each) => each.name === name);
      return node && { dnsNames: [...new Set([node.fqdn, node.name])], addresses: [node.address] };
    },
    // The address first: it needs no name service, and both stand in our certificate.
    coordinators: () =>
      spec.nodes.slice(0, 1).flatMap(({ address, fqdn }) => [
        { address, port },
        { address: fqdn, port },
      ]),
    clock,
    log: log.child({ component: 'enrolment' }),
  };
}

function connectAgents(config: CoordinatorConfig, spec: Spec, identity: TlsIdentity, log: Log) {
  const heard = new LastHeard();
  const agents = new AgentChannels({ spec, port: config.agentPort, identity, clock, heard });
  const watching = new AbortController();
  const nodes = spec.nodes.map((node) => node.name);
  watchNodes({
    nodes,
    agents,
    heard,
    clock,
    log: log.child({ component: 'agents' }),
    signal: watching.signal,
  });
  const close = () => {
    watching.abort();
    agents.close();
  };
  return { heard, agents, observer: new Observer(agents, clock, nodes), close };
}

function keeperFor(spec: Spec, agents: AgentChannels, observer: Observer, log: Log): LeaseKeeper {
  // Unlike anything on the disk this is not in a copy of our folder: two copies are two holders.
  const holder = `${hostname()}/${randomBytes(6).toString('hex')}`;
  const nodes = spec.nodes.map((node) => node.name);
  return new LeaseKeeper({ agents, clock, log, holder, nodes, observe: () => observer.observe() });
}

async function serve(config: CoordinatorConfig): Promise<void> {
  const log = createLog('hapy-coordinator', config.log.level);
  const { database, cluster, enrolment } = openStore(config);
  const { spec } = cluster;
  const identity = await readIdentity(statePaths(config.stateDirectory).pki);
  const journal = new RunJournal(database, clock);
  const { heard, agents, observer, close: closeAgents } = connectAgents(config, spec, identity, log);
  const leases = keeperFor(spec, agents, observer, log);
  const runs = new Runs({ spec, agents, observer, journal, leases, clock, log });
  const tokens = tokensContext(config, cluster, enrolment, log);
  const provedAtMs = () => journal.lastDrillAtMs();
  const health = new HealthJudge({
    ...{ spec, clock, past: heard.past, holder: leases.holder, provedAtMs },
    observe: () => observer.observe(),
    activeRun: () => runs.active,
  });
  const { clockFactor } = config;
  const preflight = new Preflight({
    ...{ spec, clock, coordinatorPort: config.listen.port },
    ...{ agentOf: agents.of.bind(agents), observe: () => observer.observe() },
    enrolled: () => enrolledNodes(enrolment),
  });
  const context = {
    ...{ spec, preflight, clockFactor, clock, log, database, observer, heard, runs, leases, journal },
    ...{ health, provedAtMs },
    ...{ enrolment, tokens },
  };
  const services = [createCoordinatorBinding(context)];
  const local = await startUnixServer({
    socketPath: config.socket,
    services,
    log,
    claims: {
      directory: config.claimsDirectory,
      authorise: (uid) => authoriseLocal(uid, config.administrators),
    },
  });
  const serverKey = new X509Certificate(identity.certificateChainPem).publicKey;
  const serverPublicKeyDer = () => serverKey.export({ type: 'spki', format: 'der' });
  const network = await startTlsServer({
    host: config.listen.address,
    port: config.listen.port,
    identity,
    clusterId: spec.clusterId,
    services: [...services, createEnrollmentBinding({ ...tokens, serverPublicKeyDer })],
    log,
    clock,
  });

  runs.recover();
  const keeping = new AbortController();
  void leases.keep(keeping.signal);

  const stop = async () => {
    // A peer that does not let go must not keep the service manager waiting.
    setTimeout(() => process.exit(0), stopMaxMs).unref();
    await runs.stop();
    keeping.abort();
    await leases.release();
    await Promise.all([local.close(graceMs), network.close(graceMs)]);
    closeAgents();
    database.close();
    log.info('stopped');
  };
  stopOnSignal(stop, log);
  log.info(
    { cluster: spec.clusterId, host: network.host, port: network.port, socket: config.socket },
    'ready',
  );
  process.send?.({ ready: true });
}

function stopOnSignal(stop: () => Promise<void>, log: Log): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      log.info({ signal }, 'stopping');
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'stop failed');
          process.exit(1);
        },
      );
    });
  }
}

async function main(): Promise<void> {
  const command = readCommandLine(process.argv.slice(2));
  const config = await loadCoordinatorConfig(command.config);
  if (command.name === 'serve') return serve(config);
  const spec = await readSpecFile(command.spec);
  await initialiseCoordinator({ stateDirectory: config.stateDirectory, spec, clock });
}

main().catch((error: unknown) => {
  process.exitCode = reportFailure(error);
});

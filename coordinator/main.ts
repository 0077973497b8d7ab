#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';

import { publicKeyOf } from '../certs/keys.ts';
import { systemClock } from '../services/base/clock.ts';
import { fromErrorRecord, HapyError } from '../services/base/errors/hapy-error.ts';
import { createLog, type Log } from '../services/base/log.ts';
import { holderOf, type TrustPolicy } from '../services/rpc/trust-list.ts';
import { tellReady } from '../services/base/service-manager.ts';
import { nodesToAsk } from '../services/domain/spec.ts';
import { tellAddress } from '../services/domain/tell-address.ts';
import { type RpcServer, type ServiceBinding, startTlsServer } from '../services/rpc/server.ts';
import { startUnixServer } from '../services/rpc/unix-server.ts';
import { AgentChannels } from './agents/agent-channels.ts';
import { LastHeard } from './agents/last-heard.ts';
import { watchNodes } from './agents/watch-nodes.ts';
import { readCommandLine, reportFailure } from './command-line.ts';
import { type CoordinatorConfig, loadCoordinatorConfig } from './config.ts';
import { EventFeed } from './events/event-feed.ts';
import { tellingEnrolment } from './events/telling-enrolment.ts';
import { watchCluster } from './events/watch-cluster.ts';
import { EventStore } from './store/event-store.ts';
import { newEvent } from '../services/domain/events/event.ts';
import { ownVersion } from '../services/base/installation.ts';
import { enrolledNodes } from './enrolment/enrolled-nodes.ts';
import type { EnrolmentStore } from './enrolment/enrolment-store.ts';
import { createEnrollmentBinding } from './enrolment/enrollment-binding.ts';
import { createSqliteEnrolmentStore, migrateEnrolment } from './enrolment/sqlite-enrolment-store.ts';
import type { TokensContext } from './enrolment/tokens.ts';
import { LeaseKeeper } from './executor/lease-keeper.ts';
import { Observer } from './executor/observer.ts';
import { Runs } from './executor/runs.ts';
import { initialiseCoordinator, statePaths } from './init.ts';
import { Preflight } from './preflight.ts';
import { createCoordinatorBinding } from './service/coordinator-binding.ts';
import { authoriseLocal } from './service/local-administrators.ts';
import { readSpecFile } from '../services/cluster-file/spec-file.ts';
import { readCluster } from './store/cluster-record.ts';
import { openDatabase } from './store/database.ts';
import type { ServiceContext } from './service/service-context.ts';
import { RunJournal } from './store/run-journal.ts';
import { migrateSpecs, SpecStore } from './store/spec-store.ts';
import { ApiTokens } from './trust/api-tokens.ts';
import { ApiTokenStore } from './trust/api-token-store.ts';
import { type ComposedTrust, composeTrust } from './trust/compose-trust.ts';
import { readmit } from './trust/readmit.ts';
import type { TrustContext } from './trust/trust-context.ts';
import { trustFindings } from './trust/trust-findings.ts';
import { createTrustBinding } from './trust/trust-binding.ts';

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
  migrateSpecs(database);
  const specs = new SpecStore(database, clock, cluster.spec);
  const log = createLog('hapy-coordinator', config.log.level);
  const events = new EventStore({ database, clock, log });
  const enrolment = tellingEnrolment(createSqliteEnrolmentStore(database), events);
  const journal = new RunJournal(database, clock, events);
  return { database, cluster, specs, enrolment, events, journal, log };
}

function tokensContext(
  trust: ComposedTrust,
  specs: SpecStore,
  store: TokensContext['store'],
  log: Log,
): TokensContext {
  return {
    authority: trust.issuers.authority,
    store,
    nodeNames: (name) => {
      const node = specs.current.nodes.find((each) => each.name === name);
      return node && { dnsNames: [...new Set([node.fqdn, node.name])], addresses: [node.address] };
    },
    coordinators: trust.coordinators,
    clock,
    log: log.child({ component: 'enrolment' }),
  };
}

function connectAgents(
  config: CoordinatorConfig,
  { specs, journal, enrolment }: { specs: SpecStore; journal: RunJournal; enrolment: EnrolmentStore },
  trust: ComposedTrust,
  log: Log,
) {
  const heard = new LastHeard();
  const agents = new AgentChannels({
    ...{ specs, port: config.agentPort, clock, heard },
    identity: trust.own.identity,
    trust: barring(specs, trust.policy),
    enrolled: () => enrolledNodes(enrolment),
    personOf: (runId) => journal.personOf(runId),
  });
  const watching = new AbortController();
  const nodes = () => nodesToAsk(specs.current).map((node) => node.name);
  // Only after the agents are guarded: a node is told whom to believe before anything else.
  const watch = () =>
    watchNodes({
      onChange: (listener) => specs.onChange(listener),
      ...{ nodes, agents, heard, clock, signal: watching.signal },
      log: log.child({ component: 'agents' }),
    });
  const close = () => {
    watching.abort();
    agents.close();
  };
  return { heard, agents, observer: new Observer(agents, clock, nodes), watch, close };
}

/** Besides whom the list denies: machines that were removed or replaced, by the serials that they had. */
function barring(specs: SpecStore, policy: TrustPolicy): TrustPolicy {
  return {
    refusal: (peer) => {
      if (!specs.isBarred(peer.serial)) return policy.refusal(peer);
      return new HapyError('HAPY-E588', { node: holderOf(peer.uri).replace(/^agent\//, '') });
    },
  };
}

function keeperFor(
  { specs, agents, observer }: { specs: SpecStore; agents: AgentChannels; observer: Observer },
  enrolled: () => ReadonlySet<string>,
  log: Log,
): LeaseKeeper {
  // Unlike anything on the disk this is not in a copy of our folder: two copies are two holders.
  const holder = `${hostname()}/${randomBytes(6).toString('hex')}`;
  const nodes = () => {
    const joined = enrolled();
    return specs.current.nodes.flatMap(({ name }) => (joined.has(name) ? [name] : []));
  };
  return new LeaseKeeper({ agents, clock, log, holder, nodes, observe: () => observer.observe() });
}

/** @throws HapyError HAPY-E170, HAPY-E714, HAPY-E719 */
function takeAddress(specs: SpecStore, node: string, address: string): void {
  const told = tellAddress(specs.current, node, address);
  if (told.refusal !== undefined) throw fromErrorRecord(told.refusal);
  specs.change(told.spec);
}

function preflightFor(
  config: CoordinatorConfig,
  o: { specs: SpecStore; agents: AgentChannels; observer: Observer; enrolment: EnrolmentStore },
): Preflight {
  return new Preflight({
    ...{ spec: () => o.specs.current, clock, coordinatorPort: config.listen.port },
    ...{ agentOf: o.agents.of.bind(o.agents), observe: () => o.observer.observe() },
    enrolled: () => enrolledNodes(o.enrolment),
  });
}

/** The administrators' socket, and the network with enrolment. */
async function listen(
  config: CoordinatorConfig,
  services: readonly ServiceBinding[],
  trusting: TrustContext,
  specs: SpecStore,
) {
  const { trust, tokens, log } = trusting;
  const { audit, own, policy } = trust;
  const local = await startUnixServer({
    socketPath: config.socket,
    services,
    log,
    audit,
    claims: {
      directory: config.claimsDirectory,
      authorise: (uid) => authoriseLocal(uid, config.administrators),
    },
  });
  const enrollment = createEnrollmentBinding({
    ...tokens,
    serverPublicKeyDer: () => publicKeyOf(own.identity.privateKeyPem),
    tellAddress: (node, address) => takeAddress(specs, node, address),
    renewal: () => ({
      ...{ trust: trust.store, spec: trusting.spec },
      isBarred: trusting.isBarred,
    }),
    onEnrolled: (node) => void readmit(trusting, node),
  });
  const network = await startTlsServer({
    host: config.listen.address,
    port: config.listen.port,
    identity: own.identity,
    clusterId: trusting.spec.clusterId,
    services: [...services, enrollment],
    log,
    clock,
    trust: policy,
    audit,
    apiTokens: trusting.apiTokens,
  });
  own.onRenewed((identity) => network.setIdentity(identity));
  return { local, network };
}

async function serve(config: CoordinatorConfig): Promise<void> {
  const { database, cluster, specs, enrolment, events, journal, log } = openStore(config);
  const { spec } = cluster;
  events.tell([newEvent('coordinator-started', { parameters: { version: ownVersion() } })]);
  const trust = await composeTrust({ config, database, cluster, specs, enrolment, clock, log, events });
  const connected = connectAgents(config, { specs, journal, enrolment }, trust, log);
  const { heard, agents, observer } = connected;
  const leases = keeperFor({ specs, agents, observer }, () => enrolledNodes(enrolment), log);
  const runs = new Runs({ specs, agents, observer, journal, leases, clock, log });
  const provedAtMs = () => journal.lastDrillAtMs();
  const tokens = tokensContext(trust, specs, enrolment, log);
  const { audit, own } = trust;
  const preflight = preflightFor(config, { specs, agents, observer, enrolment });
  // Made below: what it serves needs the list, and whom the list denies is cut off there.
  const listening: { server?: RpcServer } = {};
  const { publisher, rotation } = trust.connect(agents, (matches) => {
    listening.server?.disconnect(matches);
  });
  const trusting: TrustContext = {
    get spec() {
      return specs.current;
    },
    isBarred: (serial) => specs.isBarred(serial),
    ...{ trust, publisher, rotation, agents, enrolment, tokens, database, clock, log },
    apiTokens: new ApiTokens({ store: new ApiTokenStore(database), clock, log }),
    stateDirectory: config.stateDirectory,
  };
  const { judge, watch, lags } = watchCluster({
    ...{ database, store: events, specs, heard, observer, runs, leases, provedAtMs, clock, log },
    trustFindings: () => trustFindings(trusting),
  });
  const context: ServiceContext = {
    /** What is wanted now: verbs change it. */
    get spec() {
      return specs.current;
    },
    ...{ preflight, clockFactor: config.clockFactor, clock, log, database },
    ...{ observer, heard, runs, leases, journal },
    ...{ judge, watch, lags, provedAtMs, events: new EventFeed(events), enrolment, tokens },
  };
  const services = [createCoordinatorBinding(context), createTrustBinding(trusting)];
  const { local, network } = await listen(config, services, trusting, specs);
  listening.server = network;

  connected.watch();
  runs.recover();
  const keeping = new AbortController();
  void own.keep(keeping.signal);
  void leases.keep(keeping.signal);
  void watch.keep(keeping.signal);

  const stop = async () => {
    // A peer that does not let go must not keep the service manager waiting.
    setTimeout(() => process.exit(0), stopMaxMs).unref();
    await runs.stop();
    keeping.abort();
    await leases.release();
    await Promise.all([local.close(graceMs), network.close(graceMs)]);
    connected.close();
    audit.close();
    database.close();
    log.info('stopped');
  };
  stopOnSignal(stop, log);
  const { host, port } = network;
  log.info({ cluster: spec.clusterId, host, port, socket: config.socket }, 'ready');
  tellReady();
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
  const { stateDirectory, gatewayStateDirectory: gatewayDirectory } = config;
  await initialiseCoordinator({ stateDirectory, gatewayDirectory, spec, clock });
}

main().catch((error: unknown) => {
  process.exitCode = reportFailure(error);
});

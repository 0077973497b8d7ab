import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';

import { AuditLog } from '../../services/audit/audit-log.ts';
import { systemClock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { ownVersion } from '../../services/base/installation.ts';
import { createLog, type Log } from '../../services/base/log.ts';
import { explainError } from '../../services/base/messages/explain-error.ts';
import { chooseLanguage } from '../../services/base/messages/language.ts';
import { tellStatus } from '../../services/base/service-manager.ts';
import { askRenewal } from '../../services/identity/ask-renewal.ts';
import { IdentityKeeper } from '../../services/identity/identity-keeper.ts';
import { requireHolder } from '../../services/identity/require-holder.ts';
import { agentDefinition } from '../../services/rpc/seed-chunks.ts';
import { AgentTrustServiceService } from '../../services/rpc/gen/hapy/agent/v1/trust.ts';
import { startTlsServer } from '../../services/rpc/server.ts';
import { policyOf } from '../../services/rpc/trust-list.ts';
import { buildUri } from '../../services/rpc/uri.ts';
import { helperClient } from '../adapters/helper/helper-client.ts';
import { systemNetwork } from '../adapters/network/system-network.ts';
import { Oned } from '../adapters/opennebula/oned.ts';
import { type AgentConfig, loadAgentConfig } from '../config.ts';
import { makePrivateDirectory } from '../durable-file.ts';
import { type Away, watchCoordinator } from '../coordinator-watch.ts';
import { InjectedFaults, requireSandbox } from '../injected-faults.ts';
import { identityDirectory, readMembership } from '../join-membership.ts';
import { LeaseStore } from '../lease-store.ts';
import { LookedAtWays } from '../looked-at-ways.ts';
import { AgentMetrics } from '../metrics/agent-metrics.ts';
import { listenForMetrics } from '../metrics/metrics-listener.ts';
import { NodeObserver } from '../node-observer.ts';
import { OperationRunner } from '../operation-runner.ts';
import { OperationStore } from '../operation-store.ts';
import type { AgentPorts } from '../operations/agent-ports.ts';
import { operationKinds } from '../operations/operation-kinds.ts';
import { runUntilSignal } from '../run-until-signal.ts';
import { StorageWatch } from '../storage-watch.ts';
import { agentService } from '../service.ts';
import { watchVirtualAddress } from '../watchdog/watchdog.ts';
import { agentTrustService } from '../trust/trust-service.ts';
import { type CoordinatorPlace, TrustStore } from '../trust/trust-store.ts';

/** The console's, on the coordinator's node. */
const gatewayPort = 2642;

/** The composition root of hapy-agent's daemon: builds the adapters and serves until it is told to stop. */
export async function serve(configFile: string): Promise<void> {
  const config = await loadAgentConfig(configFile);
  const log = createLog('hapy-agent', config.log.level).child({ node: config.node });
  if (config.inject !== undefined) requireSandbox(configFile, config.listen.address);
  await makePrivateDirectory(config.stateDirectory);
  const membership = await readMembership(config.stateDirectory);
  const clusterId = membership?.clusterId ?? config.clusterId;
  const directory = identityDirectory(config.stateDirectory);
  if (clusterId === undefined) throw new HapyError('HAPY-E309', { directory });
  const trust = await openTrust(config, membership?.coordinators ?? [], log);
  requireHolder(trust.identity.identity, buildUri(clusterId, 'agent', config.node), directory);
  // Asked anew each time: a renewal brings another certificate.
  const expiresAtMs = () => {
    const { certificateChainPem } = trust.identity.identity;
    return new X509Certificate(certificateChainPem).validToDate.getTime();
  };
  const coordinators = () => trust.places();
  const agent = await compose(config, clusterId, log, { certificateExpiresAtMs: expiresAtMs, coordinators });
  const { policy, audit } = trust;
  const changed = () => server.disconnect((peer) => policy.refusal(peer) !== undefined);
  const server = await startTlsServer({
    host: config.listen.address,
    port: config.listen.port,
    identity: trust.identity.identity,
    clusterId,
    services: [
      { definition: agentDefinition, implementation: agent.service },
      { definition: AgentTrustServiceService, implementation: trust.service(() => void changed()) },
    ],
    log,
    clock: systemClock,
    trust: policy,
    audit,
  });
  trust.identity.onRenewed((identity) => server.setIdentity(identity));
  const keeping = new AbortController();
  void trust.identity.keep(keeping.signal);
  log.info({ address: server.host, port: server.port, clusterId }, 'ready');
  await runUntilSignal(async () => {
    keeping.abort();
    await server.close(1500);
    agent.close();
    audit.close();
  });
}

/** What stands between this node and whoever asks something of it. */
async function openTrust(config: AgentConfig, joinedAt: readonly CoordinatorPlace[], log: Log) {
  const { stateDirectory, node } = config;
  const store = await TrustStore.open(join(stateDirectory, 'trust.json'));
  const places = () => (store.told.coordinators.length > 0 ? store.told.coordinators : joinedAt);
  const policy = policyOf(() => store.told);
  const audit = AuditLog.open({
    path: join(stateDirectory, 'audit.jsonl'),
    program: `agent/${node}`,
    clock: systemClock,
    log,
  });
  const identity = await IdentityKeeper.open({
    directory: identityDirectory(stateDirectory),
    clock: systemClock,
    log,
    random: Math.random,
    ask: (current, csrDer, signal) =>
      askRenewal({
        ...{ identity: current, csrDer, trust: policy, signal },
        coordinators: [...places(), ...store.told.elsewhere],
      }),
  });
  const service = (onChanged: () => void) => agentTrustService({ store, identity, audit, onChanged });
  return { policy, audit, identity, service, places };
}

async function compose(
  config: AgentConfig,
  clusterId: string,
  log: Log,
  asked: {
    readonly certificateExpiresAtMs: () => number;
    readonly coordinators: () => readonly CoordinatorPlace[];
  },
) {
  const { node, platform, stateDirectory } = config;
  const helper = helperClient(config.helperSocket, node);
  const oned = new Oned({
    ...config.opennebula,
    readSession: () => helper.readOneSession(),
  });
  const store = new OperationStore(join(stateDirectory, 'operations.db'));
  const clock = systemClock;
  const network = systemNetwork(config.programs.ip, config.files);
  const lease = await LeaseStore.open(join(stateDirectory, 'lease'), node, clock);
  const { inject } = config;
  const faults = inject === undefined ? undefined : new InjectedFaults(inject, node, log);
  const runner = new OperationRunner({ node, store, lease, clock, log, faults });
  const storage = new StorageWatch({ helper, clock, log, intervals: config.observe });
  const ports: AgentPorts = { node, clusterId, platform, helper, oned, network, store, clock, storage };
  const kinds = operationKinds(ports);
  const places = () => asked.coordinators().map(({ address, port }) => `${address}:${port}`);
  const consoles = () => asked.coordinators().map(({ address }) => `${address}:${gatewayPort}`);
  const ways = new LookedAtWays(network, clock, log, () => [...places(), ...consoles()]);
  const observer = new NodeObserver({
    ...ports,
    storage,
    certificateExpiresAtMs: asked.certificateExpiresAtMs,
    ways,
    firewall: config.firewall,
    agentVersion: ownVersion(),
    lease,
    runner,
    log,
    intervals: config.observe,
  });
  runner.recover(Object.values(kinds));
  const metrics = new AgentMetrics(observer, clock);
  const { address, port } = config.metrics;
  const listener = port === 0 ? undefined : await listenForMetrics({ address, port, source: metrics, log });
  const watching = new AbortController();
  const tell = (away: Away | undefined) => tellStatus(away === undefined ? '' : statusOf({ node, ...away }));
  void watchCoordinator({ ways, places, clock, log, tell }, watching.signal);
  if (config.watchdog) {
    const parts = { clusterId, helper, oned, network, clock, stateDirectory, log, onDeed: metrics.countDeed };
    watchVirtualAddress(parts, watching.signal).catch((error: unknown) => {
      log.error({ err: error }, 'watchdog stopped');
    });
  }
  return {
    service: agentService({ ports, kinds, observer, runner, lease }),
    close: () => {
      watching.abort();
      void listener?.close();
      helper.close();
    },
  };
}

/** What `systemctl status hapy-agent` shows, in the language of this machine. */
function statusOf(parameters: Readonly<Record<string, string>>): string {
  const code = 'HAPY-E743';
  return `${code} ${explainError({ code, parameters }, chooseLanguage(undefined, process.env)).text}`;
}

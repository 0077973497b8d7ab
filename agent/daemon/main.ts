import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { readIdentity } from '../../certs/identity-store.ts';
import { systemClock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { createLog, type Log } from '../../services/base/log.ts';
import { AgentServiceService } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import { startTlsServer } from '../../services/rpc/server.ts';
import { helperClient } from '../adapters/helper/helper-client.ts';
import { systemNetwork } from '../adapters/network/system-network.ts';
import { Oned } from '../adapters/opennebula/oned.ts';
import { type AgentConfig, loadAgentConfig } from '../config.ts';
import { makePrivateDirectory } from '../durable-file.ts';
import { identityDirectory, readMembership } from '../join-membership.ts';
import { LeaseStore } from '../lease-store.ts';
import { NodeObserver } from '../node-observer.ts';
import { OperationRunner } from '../operation-runner.ts';
import { OperationStore } from '../operation-store.ts';
import type { AgentPorts } from '../operations/agent-ports.ts';
import { operationKinds } from '../operations/operation-kinds.ts';
import { runUntilSignal } from '../run-until-signal.ts';
import { agentService } from '../service.ts';
import { watchVirtualAddress } from '../watchdog/watchdog.ts';

/** The composition root of hapy-agent's daemon: builds the adapters and serves until it is told to stop. */
export async function serve(configFile: string): Promise<void> {
  const config = await loadAgentConfig(configFile);
  const log = createLog('hapy-agent', config.log.level).child({ node: config.node });
  await makePrivateDirectory(config.stateDirectory);
  const membership = await readMembership(config.stateDirectory);
  const clusterId = membership?.clusterId ?? config.clusterId;
  const directory = identityDirectory(config.stateDirectory);
  if (clusterId === undefined) throw new HapyError('HAPY-E309', { directory });
  const identity = await readIdentity(directory);
  const expiresAtMs = new X509Certificate(identity.certificateChainPem).validToDate.getTime();
  const agent = await compose(config, clusterId, log, () => expiresAtMs);
  const server = await startTlsServer({
    host: config.listen.address,
    port: config.listen.port,
    identity,
    clusterId,
    services: [{ definition: AgentServiceService, implementation: agent.service }],
    log,
    clock: systemClock,
  });
  log.info({ address: server.host, port: server.port, clusterId }, 'ready');
  await runUntilSignal(async () => {
    await server.close(1500);
    agent.close();
  });
}

async function compose(
  config: AgentConfig,
  clusterId: string,
  log: Log,
  certificateExpiresAtMs: () => number,
) {
  const { node, platform, stateDirectory } = config;
  const helper = helperClient(config.helperSocket, node);
  const oned = new Oned({
    ...config.opennebula,
    readSession: () => helper.readOneSession(),
  });
  const store = new OperationStore(join(stateDirectory, 'operations.db'));
  const clock = systemClock;
  const network = systemNetwork(config.programs.ip, config.files.hosts);
  const lease = await LeaseStore.open(join(stateDirectory, 'lease'), node, clock);
  const runner = new OperationRunner({ node, store, lease, clock, log });
  const ports: AgentPorts = { node, clusterId, platform, helper, oned, network, store, clock };
  const kinds = operationKinds(ports);
  const observer = new NodeObserver({
    ...ports,
    agentVersion: await ownVersion(),
    certificateExpiresAtMs,
    lease,
    runner,
    log,
    intervals: config.observe,
  });
  runner.recover(Object.values(kinds));
  const watching = new AbortController();
  if (config.watchdog) {
    const parts = { clusterId, helper, oned, network, clock, stateDirectory, log };
    watchVirtualAddress(parts, watching.signal).catch((error: unknown) => {
      log.error({ err: error }, 'watchdog stopped');
    });
  }
  return {
    service: agentService({ ports, kinds, observer, runner, lease }),
    close: () => {
      watching.abort();
      helper.close();
    },
  };
}

async function ownVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

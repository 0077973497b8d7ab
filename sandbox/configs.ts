import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { stringify } from 'yaml';

import type { SpecNode } from '../services/domain/spec.ts';
import type { NodeRootPaths } from './double/node-paths.ts';
import { type NodeLayout, nodeLayout, type SandboxLayout } from './layout.ts';
import type { SandboxRecord } from './record.ts';
import { ports } from './subnet.ts';

/** How much a busy machine may slow an answer of the double; a real oned gets the agent's own default. */
const openNebulaTimeoutMs = 5_000;

/** Actions that go wrong once, by how (agent.yaml, inject). */
export type SandboxFaults = Readonly<Partial<Record<'error' | 'repeat' | 'unknown', readonly string[]>>>;

/** What a person would write for `hapyctl init`. */
export async function writeClusterYaml(layout: SandboxLayout, record: SandboxRecord): Promise<void> {
  const { platform = 'eole' } = record;
  await writeYaml(layout.clusterYaml, { platform, nodes: record.nodes, vip: record.vip });
}

export async function writeCoordinatorYaml(layout: SandboxLayout, record: SandboxRecord): Promise<void> {
  await writeYaml(layout.coordinatorConfig, {
    listen: { address: record.nodes[0]?.address, port: ports.coordinator },
    stateDirectory: layout.coordinatorState,
    gatewayStateDirectory: layout.gatewayState,
    socket: `${layout.sockets}/coordinator.sock`,
    claimsDirectory: `${layout.sockets}/claims`,
    administrators: 'own-account',
    agentPort: ports.agent,
    clockFactor: record.clockFactor,
  });
}

/** The gateway beside the coordinator. */
export async function writeGatewayYaml(layout: SandboxLayout, record: SandboxRecord): Promise<void> {
  const address = record.nodes[0]?.address;
  await writeYaml(layout.gatewayConfig, {
    listen: { address, port: ports.gateway },
    stateDirectory: layout.gatewayState,
    coordinator: { address, port: ports.coordinator },
  });
}

/** The agent and helper of one node: every place that a server has by default, moved under the node's root. */
export async function writeNodeFiles(
  layout: SandboxLayout,
  record: SandboxRecord,
  node: SpecNode,
  root: NodeRootPaths,
  inject?: SandboxFaults,
): Promise<void> {
  const own = nodeLayout(layout, node.name);
  await writeFile(root.hosts, hostsText(record), { mode: 0o644 });
  await writeYaml(own.agentConfig, { ...agentYaml(own, record, node, root), inject });
  await writeYaml(own.helperConfig, helperYaml(own, node, root));
}

/** What the DNS of a real network would know; each node has its own, so that one of them can be wrong. */
export function hostsText(record: SandboxRecord): string {
  const lines = record.nodes.map(({ address, fqdn, name }) => `${address} ${fqdn} ${name}`);
  return `${[...lines, `${record.vip.address} ${record.vip.name}`].join('\n')}\n`;
}

function agentYaml(own: NodeLayout, record: SandboxRecord, node: SpecNode, root: NodeRootPaths) {
  return {
    node: node.name,
    listen: { address: node.address, port: ports.agent },
    platform: record.platform ?? 'eole',
    stateDirectory: own.agentState,
    helperSocket: own.helperSocket,
    opennebula: { endpoint: `http://${node.address}:${ports.oned}/RPC2`, timeoutMs: openNebulaTimeoutMs },
    files: { hosts: root.hosts, addresses: [root.ipAddressShow] },
    programs: { ip: root.ip },
  };
}

function helperYaml(own: NodeLayout, node: SpecNode, root: NodeRootPaths) {
  return {
    socket: own.helperSocket,
    stateDirectory: own.helperState,
    identityFile: `${own.helperState}/identity.json`,
    unit: 'opennebula',
    // The second tells how it has ended.
    onedProcesses: [root.onedPid, root.onedUnit],
    files: {
      onedConf: root.onedConf,
      monitordConf: root.monitordConf,
      oneAuth: root.oneAuth,
      oneDirectory: root.oneDirectory,
      oneSshDirectory: root.oneSshDirectory,
      sshHostKeyDirectory: root.sshHostKeyDirectory,
      oneDatabase: root.oneDatabase,
      onedLock: root.onedLock,
      onedLog: root.onedLog,
      configEol: root.configEol,
      configEolBackup: root.configEolBackup,
      eoleLockDirectory: root.eoleLockDirectory,
    },
    instanceAsks: false,
    // All nodes have the same port here, each at its own address; and the double's leaders beat four times a second.
    firstStart: { listenAddress: node.address, listenMs: 800 },
    // There is no systemd in a sandbox: long programs run as detached processes.
    programs: {
      instance: root.instance,
      ip: root.ip,
      reconfigure: root.reconfigure,
      oned: root.oned,
      onedb: root.onedb,
      systemctl: root.systemctl,
      arping: root.arping,
      ...{ nft: '', iptables: '' },
      creoleLock: root.creoleLock,
      systemdRun: '',
      // This machine's own GlusterFS is none of a sandbox's business.
      gluster: '',
    },
  };
}

async function writeYaml(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, stringify(value), { mode: 0o600 });
}

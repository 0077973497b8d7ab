import { readFile, realpath, rm, writeFile } from 'node:fs/promises';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { SpecNode } from '../services/domain/spec.ts';
import { hostsText, type SandboxFaults } from './configs.ts';
import { nodePaths } from './double/node-paths.ts';
import { stopNode } from './double/stop-node.ts';
import { type NodeLayout, nodeLayout, type SandboxLayout, sandboxLayout } from './layout.ts';
import { readPidFiles, removePidFile } from './processes/pid-files.ts';
import { stopProcesses } from './processes/stop-processes.ts';
import { readRecord, type SandboxRecord, writeRecord } from './record.ts';
import { parseSubnet } from './subnet.ts';
import { makeNode } from './up.ts';

/**
 * Puts one more machine into a sandbox, or a new one in the place of a machine of that name, which is switched off
 * and wiped. It is as after `instance`, and has not joined anything. `list` is what a person then enters as
 * one_nodes in the gen_config of every server; by default all that there are.
 *
 * @throws HapyError HAPY-E271 the directory is no sandbox
 */
export async function addMachine(o: {
  readonly directory: string;
  readonly name: string;
  readonly list?: readonly string[];
  /** Actions that go wrong on it, for tests. */
  readonly inject?: SandboxFaults;
}): Promise<SpecNode> {
  const directory = await realpath(o.directory).catch(() => o.directory);
  const layout = sandboxLayout(directory);
  const before = await readRecord(layout);
  if (before === undefined) throw new HapyError('HAPY-E271', { directory });
  const existing = before.nodes.find(({ name }) => name === o.name);
  const node = existing ?? nextNode(before, o.name);
  const record = existing === undefined ? { ...before, nodes: [...before.nodes, node] } : before;
  if (existing !== undefined) {
    await switchOff(layout, existing.name);
    await rm(nodeLayout(layout, existing.name).directory, { recursive: true, force: true });
  }
  await writeRecord(layout, record);
  await makeNode(layout, { record, map: new Map(), configEol: () => undefined }, node, {
    stage: 'enrolled',
    ...(o.inject === undefined ? {} : { inject: o.inject }),
  });
  const list = o.list ?? record.nodes.map(({ name }) => name);
  for (const { name } of record.nodes) await tell(nodeLayout(layout, name), record, name, list);
  return node;
}

/**
 * As by the power switch: whoever starts the sandbox's programs leaves this machine alone, until a new one stands in its
 * place. @throws HapyError HAPY-E271 the directory is no sandbox
 */
export async function breakMachine(o: { readonly directory: string; readonly name: string }): Promise<void> {
  const layout = sandboxLayout(await realpath(o.directory).catch(() => o.directory));
  await switchOff(layout, o.name);
  // Its disk does not come back: it has joined nothing.
  await rm(nodeLayout(layout, o.name).agentState, { recursive: true, force: true });
}

/**
 * Takes a machine out of a sandbox, with all that it held. `list` is what a person then enters as one_nodes in the
 * gen_config of the servers that stay. @throws HapyError HAPY-E271 the directory is no sandbox
 */
export async function takeMachineAway(o: {
  readonly directory: string;
  readonly name: string;
  readonly list: readonly string[];
}): Promise<void> {
  const directory = await realpath(o.directory).catch(() => o.directory);
  const layout = sandboxLayout(directory);
  const before = await readRecord(layout);
  if (before === undefined) throw new HapyError('HAPY-E271', { directory });
  await switchOff(layout, o.name);
  await rm(nodeLayout(layout, o.name).directory, { recursive: true, force: true });
  const record = { ...before, nodes: before.nodes.filter(({ name }) => name !== o.name) };
  await writeRecord(layout, record);
  for (const { name } of record.nodes) await tell(nodeLayout(layout, name), record, name, o.list);
}

function nextNode(record: SandboxRecord, name: string): SpecNode {
  const domain = record.nodes[0]?.fqdn.replace(/^[^.]+\./, '') ?? '';
  const taken = new Set(record.nodes.map(({ address }) => address));
  const subnet = parseSubnet(record.subnet);
  let index = record.nodes.length;
  while (taken.has(subnet.nodeAddress(index))) index += 1;
  return { name, fqdn: `${name}.${domain}`, address: subnet.nodeAddress(index) };
}

async function switchOff(layout: SandboxLayout, node: string): Promise<void> {
  const own = nodeLayout(layout, node);
  const names = [`agent-${node}`, `helper-${node}`];
  const processes = (await readPidFiles(layout.pids)).filter(({ name }) => names.includes(name));
  await stopProcesses(processes);
  for (const { name } of processes) await removePidFile(layout.pids, name);
  await stopNode(own.root);
}

/** What the DNS knows, and what a person enters in gen_config. */
async function tell(
  own: NodeLayout,
  record: SandboxRecord,
  node: string,
  list: readonly string[],
): Promise<void> {
  const { hosts, configEol } = nodePaths(own.root);
  await writeFile(hosts, hostsText(record), { mode: 0o644 });
  const variables = JSON.parse(await readFile(configEol, 'utf8')) as Record<string, { val?: unknown }>;
  const set = (key: string, val: unknown) => (variables[key] = { ...variables[key], val });
  set('one_nodes', list);
  if (list.includes(node)) set('one_ha_server_index', list.indexOf(node));
  await writeFile(configEol, `${JSON.stringify(variables)}\n`, { mode: 0o600 });
}

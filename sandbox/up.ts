import { mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import { programFile } from '../services/base/installation.ts';
import type { SpecNode } from '../services/domain/spec.ts';
import { type AddressMap, mapSpec, writeAddressMap } from './address-map.ts';
import {
  type SandboxFaults,
  writeClusterYaml,
  writeCoordinatorYaml,
  writeGatewayYaml,
  writeNodeFiles,
} from './configs.ts';
import { connectCoordinator, type CoordinatorCalls } from './coordinator-calls.ts';
import { createNodeRoot } from './double/node-root.ts';
import { stopSandbox } from './down.ts';
import { type GivenFiles, readGivenFiles } from './given-files.ts';
import { inParallel } from './in-parallel.ts';
import { nodeLayout, type SandboxLayout, sandboxLayout } from './layout.ts';
import { mapAddresses } from './map-addresses.ts';
import { markedProcesses } from './processes/marked-processes.ts';
import { runProgram } from './processes/start-program.ts';
import { startCoordinator, startGateway, startLan, startNode } from './programs.ts';
import { readRecord, type SandboxRecord, writeRecord } from './record.ts';
import { checkSubnet, claimAddresses, firstFreeSubnet, isTaken, parseSubnet } from './subnet.ts';
import { waitUntilHeard } from './wait-until-heard.ts';

export type SandboxStage = 'installed' | 'enrolled';

export type SandboxStep = 'roots' | 'coordinator' | 'enrol' | 'agents' | 'heard';

export interface SandboxOptions {
  readonly directory: string;
  readonly nodes: number;
  readonly stage: SandboxStage;
  /** The first free one when absent. */
  readonly subnet?: string;
  /** config.eol of real servers, or one cluster.yaml; `nodes` does not count then. */
  readonly from?: readonly string[];
  /** How many times as fast as a real oned; 1 keeps the timers as they are shipped. Ten when absent. */
  readonly clockFactor?: number;
  /** Actions that go wrong on every node, for tests. */
  readonly inject?: SandboxFaults;
  /** Ends the start; what was started is stopped then. */
  readonly signal: AbortSignal;
  /** Told before each step. */
  onStep(step: SandboxStep, record: SandboxRecord, map?: AddressMap): void;
}

export interface Sandbox {
  readonly layout: SandboxLayout;
  readonly record: SandboxRecord;
}

/** Ten times as fast as a real oned: a founding takes seconds, and its order stays what it is. */
const usualClockFactor = 10;

const nodesMin = 3;
const nodesMax = 99;

/** How many programs start at the same time; more make each other late on two cores. */
const startsAtOnce = 4;

const domain = 'ac-test.fr';

/**
 * Starts a whole cluster on this machine. When anything fails, what was started is stopped again and the logs
 * stay for reading.
 *
 * @throws HapyError HAPY-E270 to HAPY-E278
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const given = options.from === undefined ? undefined : await readGivenFiles(options.from);
  const nodes = given?.spec.nodes.length ?? options.nodes;
  if (nodes < nodesMin || nodes > nodesMax) {
    throw new HapyError('HAPY-E277', { found: nodes, maximum: nodesMax });
  }
  const layout = await claimDirectory(options.directory);
  let letGo: (() => void) | undefined;
  try {
    const claimed = await claimGround(options, given);
    letGo = claimed.letGo;
    const { ground } = claimed;
    const { record } = ground;
    await writeRecord(layout, record);
    if (ground.map.size > 0) await writeAddressMap(layout.directory, ground.map);
    await startAll(layout, ground, options);
    await writeRecord(layout, { ...record, state: 'up' });
    return { layout, record };
  } catch (error) {
    await stopSandbox(layout);
    throw error;
  } finally {
    letGo?.();
  }
}

/** Addresses that nobody uses, and that nobody else who starts now will take. @throws HapyError HAPY-E274 */
async function claimGround(
  options: SandboxOptions,
  given: GivenFiles | undefined,
): Promise<{ readonly ground: Ground; readonly letGo: () => void }> {
  for (;;) {
    const ground = given === undefined ? await makeGround(options) : await mapGround(options, given);
    try {
      return { ground, letGo: await claimAddresses(ground.record.vip.address) };
    } catch (error) {
      // Somebody was faster; the next look finds others, where it may choose.
      if (options.subnet !== undefined || !isTaken(error)) throw error;
    }
  }
}

/** Makes the directory, or clears what an earlier start left half-way. @throws HapyError HAPY-E270, HAPY-E272 */
async function claimDirectory(wanted: string): Promise<SandboxLayout> {
  await mkdir(wanted, { recursive: true, mode: 0o700 });
  // Without links in it, so that the mark in the processes' environment is the same for `up` and `down`.
  const directory = await realpath(wanted);
  const layout = sandboxLayout(directory);
  const existing = await readRecord(layout);
  if (existing !== undefined) {
    const inUse = existing.state !== 'starting' || markedProcesses(directory).length > 0;
    if (inUse) throw new HapyError('HAPY-E270', { directory });
    for (const entry of await readdir(directory)) await rm(join(directory, entry), { recursive: true });
  } else if ((await readdir(directory)).length > 0) {
    throw new HapyError('HAPY-E272', { directory });
  }
  for (const folder of [layout.logs, layout.pids, layout.lan, layout.nodes, layout.sockets]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  return layout;
}

/** What a sandbox stands on: its nodes with their addresses, and what is theirs of the given files. */
export interface Ground {
  readonly record: SandboxRecord;
  readonly map: AddressMap;
  /** Undefined leaves it to the double. */
  configEol(node: string): string | undefined;
}

async function makeGround(options: SandboxOptions): Promise<Ground> {
  const { clockFactor = usualClockFactor } = options;
  const wanted = options.subnet === undefined ? undefined : parseSubnet(options.subnet);
  if (wanted !== undefined) await checkSubnet(wanted, options.nodes);
  const subnet = wanted ?? (await firstFreeSubnet(options.nodes));
  const nodes = Array.from({ length: options.nodes }, (_, index): SpecNode => {
    const name = `hapy${index + 1}`;
    return { name, fqdn: `${name}.${domain}`, address: subnet.nodeAddress(index) };
  });
  const vip = { address: subnet.vip, name: `hapy.${domain}` };
  const record = { version: 1, state: 'starting', subnet: subnet.text, vip, nodes, clockFactor } as const;
  return { record, map: new Map(), configEol: () => undefined };
}

async function mapGround(options: SandboxOptions, given: GivenFiles): Promise<Ground> {
  const { clockFactor = usualClockFactor } = options;
  const { vip, nodes } = given.spec;
  const places = { vip: vip.address, nodes: nodes.map((node) => node.address) };
  const map = await mapAddresses(places, options.subnet);
  const mapped = mapSpec(given.spec, map);
  const subnet = `${mapped.nodes[0]?.address.replace(/\.\d+$/, '.0')}/24`;
  const own = { vip: mapped.vip, nodes: mapped.nodes, platform: mapped.platform };
  const record = { version: 1, state: 'starting', subnet, ...own, clockFactor } as const;
  return { record, map, configEol: (node) => given.configEol(node, map) };
}

async function startAll(layout: SandboxLayout, ground: Ground, options: SandboxOptions): Promise<void> {
  const { record } = ground;
  const { signal } = options;
  options.onStep('roots', record, ground.map);
  await writeClusterYaml(layout, record);
  await inParallel(record.nodes, startsAtOnce, (node) => makeNode(layout, ground, node, options));
  await startLan(layout, record, signal);
  if (options.stage === 'installed') return;
  options.onStep('coordinator', record);
  await initialiseCoordinator(layout, record, signal);
  await startCoordinator(layout, signal);
  const coordinator = connectCoordinator(layout);
  try {
    options.onStep('enrol', record);
    await inParallel(record.nodes, startsAtOnce, (node) => enrol(layout, coordinator, node, signal));
    options.onStep('agents', record);
    await inParallel(record.nodes, startsAtOnce, (node) => startNode(layout, node.name, signal));
    await startGateway(layout, signal);
    options.onStep('heard', record);
    const names = record.nodes.map(({ name }) => name);
    await waitUntilHeard(layout, coordinator, names, signal);
  } finally {
    coordinator.close();
  }
}

/** One machine with its file system and configuration. */
export async function makeNode(
  layout: SandboxLayout,
  ground: Ground,
  node: SpecNode,
  { stage, inject }: Pick<SandboxOptions, 'stage' | 'inject'>,
): Promise<void> {
  const { record } = ground;
  const given = ground.configEol(node.name);
  const own = nodeLayout(layout, node.name);
  for (const folder of [own.directory, own.agentState, own.helperState]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  const root = await createNodeRoot({
    root: own.root,
    name: node.name,
    fqdn: node.fqdn,
    address: node.address,
    index: record.nodes.indexOf(node),
    nodeNames: record.nodes.map((each) => each.name),
    vip: record.vip.address,
    vipName: record.vip.name,
    interface: 'eth0',
    prefixLength: 24,
    lanDirectory: layout.lan,
    clockFactor: record.clockFactor,
    startGuard: [process.execPath, programFile('agent/helper/main'), 'guard', '--config', own.helperConfig],
    ...(given === undefined ? {} : { configEol: given }),
    // Whoever enrols a server has answered the questions of `instance` on it before.
    // A plain OpenNebula front-end has no `instance` to run.
    stage: stage === 'installed' && record.platform !== 'opennebula' ? 'installed' : 'instantiated',
  });
  await writeNodeFiles(layout, record, node, root, inject);
}

async function initialiseCoordinator(
  layout: SandboxLayout,
  record: SandboxRecord,
  signal: AbortSignal,
): Promise<void> {
  await writeCoordinatorYaml(layout, record);
  await writeGatewayYaml(layout, record);
  const words = ['init', '--config', layout.coordinatorConfig, '--spec', layout.clusterYaml];
  await runProgram(layout, { name: 'coordinator-init', argv: ['coordinator/main', ...words] }, signal);
}

/** The way a person enrols a node: a token made on index 0, and `hapy-agent join` on the node. */
async function enrol(
  layout: SandboxLayout,
  coordinator: CoordinatorCalls,
  node: SpecNode,
  signal: AbortSignal,
): Promise<void> {
  const token = await coordinator.createToken(node.name);
  const { agentConfig } = nodeLayout(layout, node.name);
  const argv = ['agent/main', 'join', '--config', agentConfig, '--token-file', '-'] as const;
  await runProgram(layout, { name: `join-${node.name}`, argv: [...argv] }, signal, `${token}\n`);
}

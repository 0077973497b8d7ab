import { mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { systemClock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { SpecNode } from '../services/domain/spec.ts';
import { writeClusterYaml, writeCoordinatorYaml, writeNodeYamls } from './configs.ts';
import { connectCoordinator, type CoordinatorCalls, unheardNodes } from './coordinator-calls.ts';
import { createNodeRoot } from './double/node-root.ts';
import { stopSandbox } from './down.ts';
import { inParallel } from './in-parallel.ts';
import { nodeLayout, type SandboxLayout, sandboxLayout } from './layout.ts';
import { markedProcesses } from './processes/marked-processes.ts';
import { runProgram, startProgram } from './processes/start-program.ts';
import { readRecord, type SandboxRecord, writeRecord } from './record.ts';
import { checkSubnet, firstFreeSubnet, parseSubnet, ports } from './subnet.ts';

export type SandboxStage = 'installed' | 'enrolled';

export type SandboxStep = 'roots' | 'coordinator' | 'enrol' | 'agents' | 'heard';

export interface SandboxOptions {
  readonly directory: string;
  readonly nodes: number;
  readonly stage: SandboxStage;
  /** The first free one when absent. */
  readonly subnet?: string;
  /** Ends the start; what was started is stopped then. */
  readonly signal: AbortSignal;
  /** Told before each step. */
  onStep(step: SandboxStep, record: SandboxRecord): void;
}

export interface Sandbox {
  readonly layout: SandboxLayout;
  readonly record: SandboxRecord;
}

/** Ten times as fast as a real oned: a founding takes seconds, and its order stays what it is. */
const clockFactor = 10;

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
  const { nodes } = options;
  if (nodes < nodesMin || nodes > nodesMax) {
    throw new HapyError('HAPY-E277', { found: nodes, maximum: nodesMax });
  }
  const layout = await claimDirectory(options.directory);
  try {
    const record = await makeRecord(options);
    await writeRecord(layout, record);
    await startAll(layout, record, options);
    await writeRecord(layout, { ...record, state: 'up' });
    return { layout, record };
  } catch (error) {
    await stopSandbox(layout);
    throw error;
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

async function makeRecord(options: SandboxOptions): Promise<SandboxRecord> {
  const wanted = options.subnet === undefined ? undefined : parseSubnet(options.subnet);
  if (wanted !== undefined) await checkSubnet(wanted, options.nodes);
  const subnet = wanted ?? (await firstFreeSubnet(options.nodes));
  const nodes = Array.from({ length: options.nodes }, (_, index): SpecNode => {
    const name = `hapy${index + 1}`;
    return { name, fqdn: `${name}.${domain}`, address: subnet.nodeAddress(index) };
  });
  const vip = { address: subnet.vip, name: `hapy.${domain}` };
  return { version: 1, state: 'starting', subnet: subnet.text, vip, nodes, clockFactor };
}

async function startAll(
  layout: SandboxLayout,
  record: SandboxRecord,
  options: SandboxOptions,
): Promise<void> {
  const { signal } = options;
  options.onStep('roots', record);
  await writeClusterYaml(layout, record);
  await inParallel(record.nodes, startsAtOnce, (node) => makeNode(layout, record, node, options.stage));
  const lan = ['--vip', record.vip.address, '--nodes', layout.nodes, '--port', String(ports.oned)];
  await startProgram(layout, { name: 'lan', argv: ['sandbox/lan/main.ts', ...lan] }, signal);
  if (options.stage === 'installed') return;
  options.onStep('coordinator', record);
  await startCoordinator(layout, record, signal);
  const coordinator = connectCoordinator(layout);
  try {
    options.onStep('enrol', record);
    await inParallel(record.nodes, startsAtOnce, (node) => enrol(layout, coordinator, node, signal));
    options.onStep('agents', record);
    await inParallel(record.nodes, startsAtOnce, (node) => startNode(layout, node, signal));
    options.onStep('heard', record);
    await waitUntilHeard(layout, coordinator, signal);
  } finally {
    coordinator.close();
  }
}

async function makeNode(
  layout: SandboxLayout,
  record: SandboxRecord,
  node: SpecNode,
  stage: SandboxStage,
): Promise<void> {
  const own = nodeLayout(layout, node.name);
  for (const folder of [own.directory, own.agentState, own.helperState]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  const checkout = dirname(import.meta.dirname);
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
    startGuard: [
      process.execPath,
      join(checkout, 'agent/helper/main.ts'),
      'guard',
      '--config',
      own.helperConfig,
    ],
    // Whoever enrols a server has answered the questions of `instance` on it before.
    stage: stage === 'installed' ? 'installed' : 'instantiated',
  });
  await writeNodeYamls(layout, node, root);
}

async function startCoordinator(
  layout: SandboxLayout,
  record: SandboxRecord,
  signal: AbortSignal,
): Promise<void> {
  await writeCoordinatorYaml(layout, record);
  const config = ['--config', layout.coordinatorConfig];
  await runProgram(
    layout,
    {
      name: 'coordinator-init',
      argv: ['coordinator/main.ts', 'init', ...config, '--spec', layout.clusterYaml],
    },
    signal,
  );
  await startProgram(
    layout,
    { name: 'coordinator', argv: ['coordinator/main.ts', 'serve', ...config] },
    signal,
  );
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
  const argv = ['agent/main.ts', 'join', '--config', agentConfig, '--token-file', '-'] as const;
  await runProgram(layout, { name: `join-${node.name}`, argv: [...argv] }, signal, `${token}\n`);
}

async function startNode(layout: SandboxLayout, node: SpecNode, signal: AbortSignal): Promise<void> {
  const { agentConfig, helperConfig } = nodeLayout(layout, node.name);
  await startProgram(
    layout,
    { name: `helper-${node.name}`, argv: ['agent/helper/main.ts', 'serve', '--config', helperConfig] },
    signal,
  );
  await startProgram(
    layout,
    { name: `agent-${node.name}`, argv: ['agent/main.ts', 'serve', '--config', agentConfig] },
    signal,
  );
}

const heardDeadlineMs = 30_000;
const lookMs = 100;

/** @throws HapyError HAPY-E278 */
async function waitUntilHeard(
  layout: SandboxLayout,
  coordinator: CoordinatorCalls,
  signal: AbortSignal,
): Promise<void> {
  const untilMs = systemClock.now() + heardDeadlineMs;
  for (;;) {
    const unheard = unheardNodes(await coordinator.status());
    if (unheard.length === 0) return;
    if (systemClock.now() > untilMs) {
      throw new HapyError('HAPY-E278', {
        count: unheard.length,
        nodes: unheard.join(', '),
        logs: layout.logs,
      });
    }
    await systemClock.delay(lookMs, signal);
  }
}

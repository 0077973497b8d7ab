import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import { writeGatewayYaml } from './configs.ts';
import { connectCoordinator } from './coordinator-calls.ts';
import { inParallel } from './in-parallel.ts';
import { nodeLayout, type SandboxLayout, sandboxLayout } from './layout.ts';
import { readPidFiles } from './processes/pid-files.ts';
import { isAlive } from './processes/process-identity.ts';
import { startAgent, startCoordinator, startGateway, startHelper, startLan } from './programs.ts';
import { readRecord, type SandboxRecord, writeRecord } from './record.ts';
import { waitUntilHeard } from './wait-until-heard.ts';

/** What became of the programs of a sandbox. */
export interface StartedPrograms {
  readonly started: readonly string[];
  readonly running: readonly string[];
  /** The coordinator before `init`, and the nodes that have not joined: there is nothing to start yet. */
  readonly unconfigured: readonly string[];
}

/**
 * Starts what is configured and does not run, as systemd would when a server starts: the network, an initialised
 * coordinator, helper and agent of each node that has joined. May be repeated at any time.
 *
 * @throws HapyError HAPY-E271 the directory is no sandbox, HAPY-E275 a program does not start, HAPY-E278 a node is not heard
 */
export async function startConfigured(o: {
  readonly directory: string;
  readonly signal: AbortSignal;
}): Promise<StartedPrograms> {
  const directory = await realpath(o.directory).catch(() => o.directory);
  const layout = sandboxLayout(directory);
  const record = await readRecord(layout);
  if (record === undefined) throw new HapyError('HAPY-E271', { directory });
  const { signal } = o;
  const pids = await readPidFiles(layout.pids);
  const alive = new Set(pids.filter(isAlive).map(({ name }) => name));
  const outcome = { started: [] as string[], running: [] as string[], unconfigured: [] as string[] };
  const start = async (name: string, configured: boolean, programs: Programs) => {
    const missing = [...programs].filter(([program]) => !alive.has(program));
    if (!configured) outcome.unconfigured.push(name);
    else (missing.length === 0 ? outcome.running : outcome.started).push(name);
    if (configured) for (const [, begin] of missing) await begin();
  };
  await start('lan', true, new Map([['lan', () => startLan(layout, record, signal)]]));
  const coordinator = new Map([['coordinator', () => startCoordinator(layout, signal)]]);
  await start('coordinator', isInitialised(layout), coordinator);
  await writeGatewayYamlOnce(layout, record);
  const gateway = new Map([['gateway', () => startGateway(layout, signal)]]);
  if (isInitialised(layout)) await start('gateway', true, gateway);
  await inParallel(record.nodes, 2, ({ name }) => {
    const programs = new Map([
      [`helper-${name}`, () => startHelper(layout, name, signal)],
      [`agent-${name}`, () => startAgent(layout, name, signal)],
    ]);
    return start(name, hasJoined(layout, name), programs);
  });
  if (isInitialised(layout)) await waitForJoined(layout, record, signal);
  await writeRecord(layout, { ...record, state: 'up' });
  return outcome;
}

async function waitForJoined(
  layout: SandboxLayout,
  record: SandboxRecord,
  signal: AbortSignal,
): Promise<void> {
  const joined = record.nodes.map(({ name }) => name).filter((name) => hasJoined(layout, name));
  const coordinator = connectCoordinator(layout);
  try {
    await waitUntilHeard(layout, coordinator, joined, signal);
  } finally {
    coordinator.close();
  }
}

/** By what each program is started, by its name. */
type Programs = ReadonlyMap<string, () => Promise<void>>;

/** The gateway's configuration, where `init` was run by a person and not by `up`. */
async function writeGatewayYamlOnce(layout: SandboxLayout, record: SandboxRecord): Promise<void> {
  if (!existsSync(layout.gatewayConfig)) await writeGatewayYaml(layout, record);
}

function isInitialised(layout: SandboxLayout): boolean {
  return existsSync(join(layout.coordinatorState, 'coordinator.db'));
}

function hasJoined(layout: SandboxLayout, node: string): boolean {
  return existsSync(join(nodeLayout(layout, node).agentState, 'cluster.json'));
}

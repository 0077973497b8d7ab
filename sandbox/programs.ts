import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { isCheckout, programFile } from '../services/base/installation.ts';
import { nodeLayout, type SandboxLayout } from './layout.ts';
import { startProgram } from './processes/start-program.ts';
import type { SandboxRecord } from './record.ts';
import { ports } from './subnet.ts';

/** The network of the sandbox, which carries its virtual address. @throws HapyError HAPY-E275 */
export async function startLan(
  layout: SandboxLayout,
  record: SandboxRecord,
  signal: AbortSignal,
): Promise<void> {
  const words = ['--vip', record.vip.address, '--nodes', layout.nodes, '--port', String(ports.oned)];
  await startProgram(layout, { name: 'lan', argv: ['sandbox/lan/main', ...words] }, signal);
}

/** The coordinator of an initialised cluster. @throws HapyError HAPY-E275 */
export async function startCoordinator(layout: SandboxLayout, signal: AbortSignal): Promise<void> {
  const words = ['serve', '--config', layout.coordinatorConfig];
  await startProgram(layout, { name: 'coordinator', argv: ['coordinator/main', ...words] }, signal);
}

/** REST over HTTPS for operators and auditors, once `init` has made its certificate. @throws HapyError HAPY-E275 */
export async function startGateway(layout: SandboxLayout, signal: AbortSignal): Promise<void> {
  await buildConsole(signal);
  const words = ['serve', '--config', layout.gatewayConfig];
  await startProgram(layout, { name: 'gateway', argv: ['gateway/main', ...words] }, signal);
}

/** In a checkout the page that the gateway serves is made from its sources; a package brings it. */
async function buildConsole(signal: AbortSignal): Promise<void> {
  if (!isCheckout) return;
  await promisify(execFile)(process.execPath, [programFile('console/build')], { signal, timeout: 60_000 });
}

export async function startHelper(layout: SandboxLayout, node: string, signal: AbortSignal): Promise<void> {
  const words = ['serve', '--config', nodeLayout(layout, node).helperConfig];
  await startProgram(layout, { name: `helper-${node}`, argv: ['agent/helper/main', ...words] }, signal);
}

export async function startAgent(layout: SandboxLayout, node: string, signal: AbortSignal): Promise<void> {
  const words = ['serve', '--config', nodeLayout(layout, node).agentConfig];
  await startProgram(layout, { name: `agent-${node}`, argv: ['agent/main', ...words] }, signal);
}

/** Both programs of a node that has joined. @throws HapyError HAPY-E275 */
export async function startNode(layout: SandboxLayout, node: string, signal: AbortSignal): Promise<void> {
  await startHelper(layout, node, signal);
  await startAgent(layout, node, signal);
}

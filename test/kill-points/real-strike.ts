import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { runningPid } from '../../sandbox/double/file-lock.ts';
import { readMachine } from '../../sandbox/double/machine.ts';
import { nodePaths } from '../../sandbox/double/node-paths.ts';
import { nodeLayout } from '../../sandbox/layout.ts';
import { readPidFiles } from '../../sandbox/processes/pid-files.ts';
import { identityOf } from '../../sandbox/processes/process-identity.ts';
import { ports } from '../../sandbox/subnet.ts';
import { systemClock } from '../../services/base/clock.ts';
import type { RealFounding } from './real-founding.ts';
import type { RealMachines } from './real-machines.ts';

const run = promisify(execFile);

/** How long what is not killed is broken: from what nobody notices to what a lease does not survive. */
const lengthsMs = [1_000, 5_000, 12_000];

/**
 * What strikes real processes. All nodes of a sandbox are on one loopback, where nobody can be cut off from some and not
 * from others: `machine-stopped` is a cut both ways, `unreachable` one between the coordinator and an agent (it needs
 * root); the others are met by machines with networks of their own (lab/machines/partitions.ts).
 */
export const realStrikes = [
  'coordinator-killed',
  'agent-killed',
  'helper-killed',
  'oned-killed',
  'operation-killed',
  'hapyctl-killed',
  'machine-stopped',
  'unreachable',
] as const;

export type RealStrike = (typeof realStrikes)[number];

/** `lot` in [0, 1) decides what is left open. Resolves when what is broken is whole again. */
export async function befall(
  strike: RealStrike,
  node: string,
  lot: number,
  { cluster, machines }: { readonly cluster: RealFounding; readonly machines: RealMachines },
): Promise<void> {
  const lastsMs = lengthsMs[Math.floor(lot * lengthsMs.length)] ?? 0;
  switch (strike) {
    case 'coordinator-killed':
      await cluster.signal('coordinator', 'SIGKILL');
      break;
    case 'agent-killed':
      await cluster.signal(`agent-${node}`, 'SIGKILL');
      break;
    case 'helper-killed':
      await cluster.signal(`helper-${node}`, 'SIGKILL');
      break;
    case 'operation-killed':
      await cluster.killOperation();
      break;
    case 'hapyctl-killed':
      cluster.killHapyctl();
      break;
    case 'oned-killed':
      await killOned(cluster, node);
      break;
    case 'machine-stopped':
      await stopMachine(cluster, node, lastsMs);
      break;
    case 'unreachable':
      await losesPackets(cluster, node, lastsMs);
      break;
  }
  await machines.startAgain();
}

/** And started again at once, where its guard lets it, as `Restart=` does. */
async function killOned(cluster: RealFounding, node: string): Promise<void> {
  const paths = nodePaths(nodeLayout(cluster.layout, node).root);
  const pid = runningPid(paths.onedPid);
  if (pid === undefined) return;
  process.kill(pid, 'SIGKILL');
  await run(paths.systemctl, ['start', 'opennebula']).catch(() => undefined);
}

async function stopMachine(cluster: RealFounding, node: string, lastsMs: number): Promise<void> {
  const names = [`agent-${node}`, `helper-${node}`];
  const own = (await readPidFiles(cluster.layout.pids)).filter(
    ({ name, pid, startTicks }) => names.includes(name) && identityOf(pid)?.startTicks === startTicks,
  );
  const oned = runningPid(nodePaths(nodeLayout(cluster.layout, node).root).onedPid);
  const pids = [...own.map(({ pid }) => pid), ...(oned === undefined ? [] : [oned])];
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    await systemClock.delay(lastsMs);
  } finally {
    for (const pid of pids) if (identityOf(pid) !== undefined) process.kill(pid, 'SIGCONT');
  }
}

/** A firewall that lets nothing through to the agent, without a word. */
async function losesPackets(cluster: RealFounding, node: string, lastsMs: number): Promise<void> {
  const { address } = readMachine(nodeLayout(cluster.layout, node).root);
  const table = `hapy_${process.pid}`;
  const rule = `ip daddr ${address} tcp dport ${ports.agent} drop`;
  const rules = `table inet ${table} { chain input { type filter hook input priority 0; ${rule}; }; }`;
  await run('nft', [rules]);
  try {
    await systemClock.delay(lastsMs);
  } finally {
    await run('nft', [`delete table inet ${table}`]);
  }
}

/** Without root nobody can be kept from an agent. */
export const canStrike = (strike: RealStrike): boolean =>
  strike !== 'unreachable' || process.getuid?.() === 0;

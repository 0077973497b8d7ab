import assert from 'node:assert/strict';

import type { HapyServers } from './hapy-servers.ts';
import type { LabMachine, Ran } from './lab-machine.ts';
import { until } from './until.ts';

/** What a command has printed; one that fails is the test's failure. */
export async function succeed(ran: Promise<Ran>): Promise<string> {
  const { status, output } = await ran;
  assert.equal(status, 0, output);
  return output;
}

/** A property of a unit as systemd tells it. */
export function property(machine: LabMachine, unit: string, name: string): Promise<string> {
  return succeed(machine.run('systemctl', 'show', unit, '--property', name, '--value'));
}

/** When it does not come, the error says what status and doctor say. */
export async function untilHealthy(servers: HapyServers): Promise<void> {
  let shown: Ran | undefined;
  try {
    await until('the cluster is healthy', async () => {
      shown = await servers.hapyctl('status', '--lang', 'en');
      return shown.status === 0;
    });
  } catch (error) {
    const { output } = await servers.hapyctl('doctor', '--lang', 'en');
    throw new Error(`${String(error)}\n${shown?.output}\n${output}`, { cause: error });
  }
}

/** A server that neither leads nor has the coordinator. */
export async function followerOf(servers: HapyServers): Promise<LabMachine> {
  const { output } = await servers.hapyctl('status', '--lang', 'en');
  const leader = /^Leader +(\S+)/m.exec(output)?.[1];
  const found = servers.machines.find(({ name }) => name !== leader && name !== 'hapy1');
  assert.ok(leader !== undefined && found !== undefined, output);
  return found;
}

/** The newest run. While its own package is exchanged the coordinator is away for a moment: still running. */
export async function newestRun(
  servers: HapyServers,
): Promise<{ readonly runId: string; readonly status: string }> {
  const shown = await servers.hapyctl('runs', '--limit', '1', '-o', 'json');
  if (shown.status !== 0) return { runId: '', status: 'running' };
  const { runs } = JSON.parse(shown.output) as { runs: { runId: string; status: string }[] };
  return runs[0] ?? { runId: '', status: 'none' };
}

/** What the commands of root may have left to root in folders of unprivileged programs. */
export async function ownedBySomebodyElse(machine: LabMachine): Promise<string> {
  const folders = ['agent:hapy', 'coordinator:hapy-coordinator', 'gateway:hapy-gateway'];
  const found = folders.map(async (each) => {
    const [folder, owner = ''] = each.split(':');
    return succeed(machine.run('find', `/var/lib/hapy/${folder}`, '!', '-user', owner));
  });
  return (await Promise.all(found)).join('');
}

/** What the guide tells before `adopt`, typed once more: authority, tokens, joins. */
async function beginAnew(servers: HapyServers, more: readonly string[]): Promise<void> {
  const [first] = servers.machines;
  assert.ok(first !== undefined);
  const files = servers.machines.map((_, at) => `/root/${'abcd'[at]}.eol`);
  await succeed(servers.hapyctl('init', '--from', ...files, ...more));
  await succeed(first.run('systemctl', 'start', 'hapy-coordinator', 'hapy-gateway'));
  for (const machine of servers.machines) {
    const file = `/root/${machine.name}.again`;
    await succeed(servers.hapyctl('token', 'create', machine.name, '--out', file));
    const input = `${await succeed(first.run('cat', file))}\n`;
    await succeed(machine.runWith({ input }, 'hapy-agent', 'join'));
    await succeed(machine.run('systemctl', 'start', 'hapy-agent'));
  }
  await until('every agent is heard', async () => {
    const { output } = await servers.hapyctl('status', '--lang', 'en');
    return !/unreachable|never/.test(output);
  });
}

/**
 * A cluster of servers on which the packages and the double are installed: what the guide tells, without its proof. `more` is
 * typed at `hapyctl init`.
 */
export async function formedQuickly(servers: HapyServers, ...more: readonly string[]): Promise<void> {
  for (const machine of servers.machines) {
    await succeed(machine.run('hapy-opennebula-double', '--clock-factor', '10'));
    await succeed(machine.run('instance'));
  }
  await beginAnew(servers, more);
  await until('every agent is heard', async () => (await servers.hapyctl('preflight')).status === 0);
  await succeed(servers.hapyctl('apply', '--yes', '--no-drill'));
}

import assert from 'node:assert/strict';

import { succeed } from './cluster-facts.ts';
import type { HapyServers } from './hapy-servers.ts';
import type { LabMachine } from './lab-machine.ts';
import { until } from './until.ts';

/** Without these nobody could write to a copy that is alone, and nothing waits for a person. */
const careless = {
  'cluster.quorum-type': 'none',
  'cluster.server-quorum-type': 'none',
  'cluster.self-heal-daemon': 'off',
  'cluster.data-self-heal': 'off',
  'cluster.metadata-self-heal': 'off',
  'cluster.entry-self-heal': 'off',
} as const;

/** Gives a file of the volume two truths: one server writes while the others are away, and they while it is away. */
export async function split(servers: HapyServers, file: string): Promise<void> {
  const [first, second, third] = servers.machines;
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  const gluster = (...words: string[]) => succeed(first.run('gluster', '--mode=script', 'volume', ...words));
  const write = async (machine: LabMachine, truth: string) => {
    const { status } = await machine.runWith(
      { input: truth },
      'dd',
      `of=${file}`,
      'conv=fsync',
      'status=none',
    );
    return status === 0;
  };
  const whileAway = async (away: readonly LabMachine[], machine: LabMachine, truth: string) => {
    for (const each of away) await succeed(each.run('pkill', '-KILL', '-x', 'glusterfsd'));
    await until(`${machine.name} writes by itself`, () => write(machine, truth));
    await gluster('start', 'one', 'force');
  };
  for (const [option, value] of Object.entries(careless)) await gluster('set', 'one', option, value);
  assert.ok(await write(first, 'base'));
  await whileAway([second, third], first, 'first');
  await untilServed(servers);
  await whileAway([first], second, 'second');
  await untilServed(servers);
}

/** Until every brick has a process again that all clients reach. */
async function untilServed(servers: HapyServers): Promise<void> {
  const words = ['--mode=script', 'volume', 'heal', 'one', 'info'];
  await until('every brick is served', async () => {
    const { output } = await servers.server(1).run('gluster', ...words);
    return output.match(/Status: Connected/g)?.length === 3;
  });
}

/** What a person who has split a file puts back by hand; the plan sees to the rest. */
export async function careAgain(servers: HapyServers): Promise<void> {
  for (const option of Object.keys(careless).filter((name) => /(data|entry)-self-heal$/.test(name)))
    await succeed(servers.server(1).run('gluster', '--mode=script', 'volume', 'reset', 'one', option));
}

/** A machine's description of the volume becomes another one than that of its peers, as after a backup that was put back. */
export async function describeOtherwise(machine: LabMachine): Promise<void> {
  await succeed(machine.run('systemctl', 'stop', 'glusterd'));
  const words = ['-i', 's/^user.cifs=.*/user.cifs=on/', '/var/lib/glusterd/vols/one/info'];
  await succeed(machine.run('sed', ...words));
  await succeed(machine.run('systemctl', 'start', 'glusterd'));
}

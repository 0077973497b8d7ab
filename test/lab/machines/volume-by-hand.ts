import { succeed } from './cluster-facts.ts';
import type { HapyServers } from './hapy-servers.ts';

const name = 'hand';
const place = `/srv/gluster/one/${name}`;
export const handMount = `/mnt/${name}`;

/** A volume on the same disks and servers as ours, with the group of options that GlusterFS itself has for images. */
export async function makeByHand(servers: HapyServers): Promise<void> {
  const first = servers.server(1);
  const gluster = (...words: string[]) => succeed(first.run('gluster', '--mode=script', 'volume', ...words));
  const bricks = servers.machines.map((machine) => `${machine.name}.ac-test.fr:${place}`);
  await gluster('create', name, 'replica', '3', ...bricks, 'force');
  await gluster('set', name, 'group', 'virt');
  // As ours has it in this test: what copies in the background looks around every five seconds.
  await gluster('set', name, 'cluster.heal-timeout', '5');
  await gluster('start', name);
  await succeed(first.run('mkdir', '-p', handMount));
  await succeed(first.run('mount', '-t', 'glusterfs', `hapy1.ac-test.fr:/${name}`, handMount));
}

export async function removeByHand(servers: HapyServers): Promise<void> {
  const first = servers.server(1);
  await succeed(first.run('umount', handMount));
  for (const verb of ['stop', 'delete'])
    await succeed(first.run('gluster', '--mode=script', 'volume', verb, name));
}

/** Seconds for so many mebibytes that were acknowledged and synced; the file is taken away again. */
export async function secondsToWrite(servers: HapyServers, folder: string, mib: number): Promise<number> {
  const first = servers.server(1);
  const began = performance.now();
  const words = ['if=/dev/zero', `of=${folder}/figure`, 'bs=1M', `count=${mib}`, 'conv=fsync'];
  await succeed(first.runWith({ timeoutMs: 300_000 }, 'dd', ...words));
  const seconds = (performance.now() - began) / 1000;
  await succeed(first.run('rm', `${folder}/figure`));
  return seconds;
}

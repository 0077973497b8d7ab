import { copyFileSync } from 'node:fs';
import { join } from 'node:path';

import { createTestZone } from '../../sandbox/double/testing/test-zone.ts';
import { stopNode } from '../../sandbox/double/stop-node.ts';
import type { Context } from '../harness/measure.ts';
import { run } from '../harness/programs.ts';
import { ansibleInventory } from './ansible.ts';
import type { Ssh } from './sshd.ts';

const playbook = join(import.meta.dirname, 'found-by-hand.yaml');
/** As in the sandbox. */
const clockFactor = 10;

/** A founding by Ansible: how long it took, and how long the nodes' own programs did, one step after the other. */
export interface AnsibleFounding {
  readonly wallMs: number;
  readonly nodesMs: number;
}

/** Founds a zone of so many doubles by found-by-hand.yaml, or gives undefined where Ansible is not installed. */
export async function foundByAnsible(
  context: Context,
  ssh: Ssh,
  count: number,
): Promise<AnsibleFounding | undefined> {
  const zone = await createTestZone(count, { clockFactor, stage: 'instantiated' });
  context.folder.atEnd(async () => {
    for (const { root } of zone.nodes) await stopNode(root);
    zone.remove();
  });
  const hosts = zone.nodes.map(({ root }, at) => ({
    root,
    fqdn: `hapy${at + 1}.ac-test.fr`,
    address: zone.addresses[at] ?? '',
    election_ms: String(5000 + zone.electionStepMs * at),
  }));
  const ansible = ansibleInventory(context, ssh, hosts);
  if (ansible === undefined) return undefined;
  const key = join(zone.directory, 'key');
  copyFileSync(ssh.keyFile, key);
  // The user of the sshd has no rights of root's, and needs none for doubles that are its own.
  await run(['chown', '-R', ssh.user, zone.directory]);
  const words = ssh.options.map((word) => (word === ssh.keyFile ? key : word));
  const begunMs = performance.now();
  const told = await ansible.play(playbook, { vip: zone.vip, ssh: ['ssh', ...words].join(' ') });
  return { wallMs: performance.now() - begunMs, nodesMs: nodesMsIn(told) };
}

/**
 * What the nodes themselves took, from what `ansible-playbook -v` tells of each task: the longest of the hosts, with all items
 * of a loop, since Ansible begins a task when all hosts have done the one before. Only commands tell their time; what edits a
 * file takes hardly any.
 */
export function nodesMsIn(told: string): number {
  let sumMs = 0;
  let ofHosts = new Map<string, number>();
  const endTask = () => {
    sumMs += Math.max(0, ...ofHosts.values());
    ofHosts = new Map();
  };
  for (const line of told.split('\n')) {
    if (/^(TASK|PLAY) /.test(line)) endTask();
    const [, host = '', hours, minutes, seconds] =
      /^\w+: \[(\w+)[^\]]*\].*"delta": "(\d+):(\d+):([\d.]+)"/.exec(line) ?? [];
    if (seconds === undefined) continue;
    const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
    ofHosts.set(host, (ofHosts.get(host) ?? 0) + ms);
  }
  endTask();
  return sumMs;
}

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Context } from '../harness/measure.ts';
import { run } from '../harness/programs.ts';
import type { Ssh } from './sshd.ts';

const ansible = '/usr/bin/ansible';

/** Debian's Ansible with an inventory of so many nodes, all of them on the one sshd of this machine. */
export interface Ansible {
  readonly ping: () => Promise<unknown>;
  /** Plays a file with these variables. Gives what it told, with the result of each task (-v). */
  readonly play: (file: string, variables: Readonly<Record<string, string>>) => Promise<string>;
}

/** `hosts`: the variables of each of them. */
export function ansibleInventory(
  { folder, skip }: Context,
  ssh: Ssh,
  hosts: readonly Readonly<Record<string, string>>[],
): Ansible | undefined {
  if (!existsSync(ansible)) {
    skip('Ansible: needs ansible-core');
    return undefined;
  }
  const place = folder.under(`ansible-${hosts.length}`);
  const where = `ansible_host=127.0.0.1 ansible_port=${ssh.port} ansible_user=${ssh.user}`;
  const lines = hosts.map((own, index) => {
    const variables = Object.entries(own).map(([name, value]) => `${name}=${value}`);
    return [`node${index + 1} ${where} ansible_python_interpreter=/usr/bin/python3`, ...variables].join(' ');
  });
  const inventory = join(place, 'hosts');
  writeFileSync(inventory, `${lines.join('\n')}\n`);
  const extra = `-F /dev/null -i ${ssh.keyFile} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null`;
  // Nothing of this person's settings, and the interpreter of Debian, which Ansible was installed for.
  const env = {
    ...{ PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: place, LC_ALL: 'C.UTF-8' },
    ...{ ANSIBLE_HOST_KEY_CHECKING: 'False', ANSIBLE_SSH_EXTRA_ARGS: extra, ANSIBLE_PIPELINING: 'True' },
  };
  return {
    ping: () => run([ansible, '-i', inventory, '-f', '50', '-m', 'ping', 'all'], { env }),
    play: (file, variables) => {
      const extraVariables = ['-e', JSON.stringify(variables)];
      return run([`${ansible}-playbook`, '-v', '-i', inventory, '-f', '50', ...extraVariables, file], {
        env,
      });
    },
  };
}

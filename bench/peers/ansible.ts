import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Context } from '../harness/measure.ts';
import { run } from '../harness/programs.ts';
import type { Ssh } from './sshd.ts';

const ansible = '/usr/bin/ansible';

/** Debian's Ansible with an inventory of so many nodes, all of them on the one sshd of this machine. */
export interface Ansible {
  readonly ping: () => Promise<unknown>;
  readonly play: (playbook: string) => Promise<unknown>;
}

export function ansibleInventory({ folder, skip }: Context, ssh: Ssh, count: number): Ansible | undefined {
  if (!existsSync(ansible)) {
    skip('Ansible: needs ansible-core');
    return undefined;
  }
  const place = folder.under(`ansible-${count}`);
  const where = `ansible_host=127.0.0.1 ansible_port=${ssh.port} ansible_user=${ssh.user}`;
  const lines = Array.from(
    { length: count },
    (_, index) => `node${index + 1} ${where} ansible_python_interpreter=/usr/bin/python3`,
  );
  const hosts = join(place, 'hosts');
  writeFileSync(hosts, `${lines.join('\n')}\n`);
  const extra = `-F /dev/null -i ${ssh.keyFile} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null`;
  // Nothing of this person's settings, and the interpreter of Debian, which Ansible was installed for.
  const env = {
    ...{ PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: place, LC_ALL: 'C.UTF-8' },
    ...{ ANSIBLE_HOST_KEY_CHECKING: 'False', ANSIBLE_SSH_EXTRA_ARGS: extra },
  };
  return {
    ping: () => run([ansible, '-i', hosts, '-f', '50', '-m', 'ping', 'all'], { env }),
    play: (playbook) => {
      const file = join(place, 'steps.yaml');
      writeFileSync(file, playbook);
      return run([`${ansible}-playbook`, '-i', hosts, '-f', '50', file], { env });
    },
  };
}

import type { LabMachine } from './lab-machine.ts';

/** Paths of a machine with a digest of each file, and the lines of its accounts. */
export type Inventory = ReadonlySet<string>;

/** What changes by itself on any machine that runs. */
const living = [
  ...[
    '/proc',
    '/sys',
    '/dev',
    '/tmp',
    '/packages',
    '/run/systemd',
    '/run/udev',
    '/run/user',
    '/run/log',
    '/run/lock/subsys',
  ],
  ...['/var/log/journal', '/var/lib/systemd', '/var/cache', '/var/lib/dpkg', '/var/log/dpkg.log', '/var/tmp'],
  ...[
    '/etc/machine-id',
    '/etc/.updated',
    '/var/.updated',
    '/etc/passwd',
    '/etc/group',
    '/etc/shadow',
    '/etc/gshadow',
  ],
  ...[
    '/etc/passwd-',
    '/etc/group-',
    '/etc/shadow-',
    '/etc/gshadow-',
    '/etc/.pwd.lock',
    '/run/dbus',
    '/run/host',
  ],
  ...[
    '/etc/ld.so.cache',
    '/var/log/wtmp',
    '/var/log/btmp',
    '/var/log/lastlog',
    '/run/utmp',
    '/run/motd.dynamic',
  ],
];

export async function inventoryOf(machine: LabMachine): Promise<Inventory> {
  const prune = living.flatMap((path) => ['-path', path, '-prune', '-o']);
  const files = await machine.run('find', '/', ...prune, '-printf', '%p %y %m %u %l\\n');
  const accounts = await machine.run('cat', '/etc/passwd', '/etc/group');
  return new Set([...files.output.split('\n'), ...accounts.output.split('\n')]);
}

/** What is there now and was not, and what was there and is no more. */
export function leftOf(before: Inventory, after: Inventory): string[] {
  const more = [...after].filter((line) => !before.has(line)).map((line) => `+ ${line}`);
  const less = [...before].filter((line) => !after.has(line)).map((line) => `- ${line}`);
  return [...more, ...less].sort();
}

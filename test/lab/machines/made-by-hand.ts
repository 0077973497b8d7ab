import { succeed } from './cluster-facts.ts';
import type { HapyServers } from './hapy-servers.ts';
import type { LabMachine } from './lab-machine.ts';
import { until } from './until.ts';

const runtime = '/usr/lib/hapy/node';
const kept = '/root/node';

/**
 * Makes of a formed cluster one that somebody has made by hand: servers with their ids and hooks and nothing of ours,
 * OpenNebula's own time-outs, and a monitord that tells the hosts the address of its own machine.
 */
export async function leaveAsMadeByHand(servers: HapyServers): Promise<void> {
  for (const machine of servers.machines) await purgeOurs(machine);
  const byHand = [
    `sed -i 's/ELECTION_TIMEOUT_MS *= *[0-9]*/ELECTION_TIMEOUT_MS = 5000/' /etc/one/oned.conf`,
    `sed -i 's/MONITOR_ADDRESS *= *"[^"]*"/MONITOR_ADDRESS = "auto"/' /etc/one/monitord.conf`,
    'systemctl reset-failed opennebula',
    'systemctl restart opennebula',
  ];
  for (const machine of servers.machines) {
    await succeed(machine.run('sh', '-c', byHand.join(' && ')));
    await until('the zone is led by three', async () => {
      const { output } = await machine.run('onezone', 'show', '0');
      return /leader/.test(output) && output.match(/follower/g)?.length === 2;
    });
  }
}

/** The stand-in for OpenNebula runs on the runtime of our package, which a real one does not: that stays. */
async function purgeOurs(machine: LabMachine): Promise<void> {
  const purge = async (...words: string[]) => {
    await succeed(machine.run('touch', '/run/hapy/allow-without-quorum'));
    await succeed(machine.run('dpkg', '--purge', ...words));
  };
  await succeed(machine.run('cp', '-p', runtime, kept));
  if (machine.name === 'hapy1') await purge('hapy-coordinator');
  await purge('--force-depends', 'hapy-agent');
  await succeed(machine.run('install', '-D', kept, runtime));
  await succeed(machine.run('rm', kept));
}

import type { HapyServers } from './hapy-servers.ts';
import { succeed } from './cluster-facts.ts';
import { until } from './until.ts';

/** The package that makes a machine a server of the double. */
export const double = 'hapy-opennebula-double';

/** From installed packages of ours to three agents that are heard, as an administrator would type it. */
export async function enrolAll(servers: HapyServers): Promise<void> {
  const hapyctl = (...words: string[]) => servers.hapyctl(...words);
  for (const machine of servers.machines) {
    await succeed(servers.install(machine, [double]));
    await succeed(machine.run('hapy-opennebula-double', '--clock-factor', '10'));
    // Its questions are answered by a person, with "non".
    await succeed(machine.run('instance'));
  }
  await succeed(hapyctl('init', '--from', '/root/a.eol', '/root/b.eol', '/root/c.eol'));
  await succeed(servers.server(1).run('systemctl', 'start', 'hapy-coordinator', 'hapy-gateway'));
  for (const machine of servers.machines) {
    const token = await succeed(hapyctl('token', 'create', machine.name));
    const input = /^hapy\S{100,}$/m.exec(token)?.[0] ?? token;
    await succeed(machine.runWith({ input: `${input}\n` }, 'hapy-agent', 'join'));
    await succeed(machine.run('systemctl', 'start', 'hapy-agent'));
  }
  await until('every agent is heard', async () => (await hapyctl('preflight')).status === 0);
}

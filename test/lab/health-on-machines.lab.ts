import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';

import { followerOf, succeed, untilHealthy } from './machines/cluster-facts.ts';
import { enrolAll } from './machines/enrolment.ts';
import { HapyServers } from './machines/hapy-servers.ts';
import type { LabMachine } from './machines/lab-machine.ts';
import { survivesPartitions } from './machines/partitions.ts';
import { until } from './machines/until.ts';

/*
 * What goes wrong on three machines with a real systemd and networks of their own, one thing after the other, and what
 * doctor says about it first. What careless.lab.ts shows is not shown again.
 */

const fakeClock = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketimeMT.so.1`;

interface Told {
  readonly code: string;
  readonly node: string;
  readonly followsFrom: string;
}

/** oned's files on a disk of its own, with all that runs there at home on it; and back again. */
const ownDisk = [
  'systemctl stop opennebula hapy-agent hapy-helper.socket hapy-helper',
  'mkdir -p /run/own-disk && mount -t tmpfs -o size=64m tmpfs /run/own-disk',
  'cp -a /var/lib/one/. /run/own-disk/ && mount --bind /run/own-disk /var/lib/one',
  'systemctl start hapy-helper.socket hapy-agent opennebula',
].join('; ');
const noOwnDisk = [
  'rm /var/lib/one/filler',
  'systemctl stop opennebula hapy-agent hapy-helper.socket hapy-helper',
  'umount /var/lib/one && cp -a /run/own-disk/. /var/lib/one/ && umount /run/own-disk && rmdir /run/own-disk',
  'systemctl start hapy-helper.socket hapy-agent opennebula',
].join('; ');

describe('health on three servers', function () {
  this.timeout(30 * 60_000);
  let servers: HapyServers;
  let failed = false;

  const hapyctl = (...words: string[]) => servers.hapyctl(...words);
  const healthy = () => untilHealthy(servers);
  const one = (name: string): LabMachine => {
    const found = servers.machines.find((each) => each.name === name);
    assert.ok(found !== undefined, name);
    return found;
  };

  async function leader(): Promise<LabMachine> {
    let name = '';
    await until('somebody leads', async () => {
      const { output } = await hapyctl('status', '--lang', 'en');
      name = /^Leader +(hapy\d)/m.exec(output)?.[1] ?? '';
      return name !== '';
    });
    return one(name);
  }

  /** Until the first thing that doctor tells is this one. */
  async function namesFirst(code: string, node?: string): Promise<void> {
    let told = '';
    try {
      await until(`${code} first`, async () => {
        const found = await findings();
        told = found.map((each) => `${each.code} ${each.node}`).join(', ');
        const [first] = found;
        return first?.code === code && (node === undefined || first.node === node);
      });
    } catch (error) {
      throw new Error(`${String(error)}; told: ${told}`, { cause: error });
    }
  }

  /** What doctor tells now, the first finding first. */
  async function findings(): Promise<readonly Told[]> {
    const { output } = await hapyctl('doctor', '-o', 'json');
    return (JSON.parse(output) as { findings: Told[] }).findings;
  }

  /** A drop-in of a unit; without lines it goes. */
  async function override(machine: LabMachine, unit: string, name: string, lines?: readonly string[]) {
    const folder = `/etc/systemd/system/${unit}.service.d`;
    if (lines === undefined) await succeed(machine.run('rm', '-f', `${folder}/${name}.conf`));
    else await machine.write(`${folder}/${name}.conf`, `${lines.join('\n')}\n`);
    await succeed(machine.run('systemctl', 'daemon-reload'));
  }

  const systemctl = (machine: LabMachine, verb: string, unit = 'opennebula') =>
    succeed(machine.run('systemctl', ...verb.split(' '), unit));

  before(async function () {
    if (process.getuid?.() !== 0) this.skip();
    servers = await HapyServers.create({ upgrades: false });
    for (const machine of servers.machines) {
      const packages = machine.name === 'hapy1' ? ['hapy-agent', 'hapy-coordinator'] : ['hapy-agent'];
      await succeed(servers.install(machine, packages));
    }
    await enrolAll(servers);
    await succeed(hapyctl('apply', '--yes', '--no-drill'));
    const patient = ['[Unit]', 'StartLimitIntervalSec=0', '[Service]', 'Restart=no'];
    for (const machine of servers.machines) await override(machine, 'opennebula', 'lab', patient);
    await healthy();
  });
  beforeEach(function () {
    if (failed) this.skip();
  });
  afterEach(function () {
    failed ||= this.currentTest?.isFailed() ?? false;
  });
  after(() => servers?.remove());

  describe('doctor names first', () => {
    it('a server that somebody has stopped', async () => {
      const victim = await followerOf(servers);
      await systemctl(victim, 'stop');
      await namesFirst('HAPY-E670', victim.name);
      await systemctl(victim, 'start');
      await healthy();
    });

    it('a leader that was killed', async () => {
      const victim = await leader();
      await systemctl(victim, 'kill --signal=KILL');
      await namesFirst('HAPY-E671', victim.name);
      await systemctl(victim, 'start');
      await healthy();
    });

    it('an oned that hangs: it accepts and never answers', async () => {
      const victim = await followerOf(servers);
      await systemctl(victim, 'kill --signal=STOP');
      await namesFirst('HAPY-E672', victim.name);
      await systemctl(victim, 'kill --signal=CONT');
      await healthy();
    });

    it('an agent that stands still with its connections open', async () => {
      const victim = await followerOf(servers);
      await systemctl(victim, 'kill --signal=STOP', 'hapy-agent');
      await namesFirst('HAPY-E600', victim.name);
      await systemctl(victim, 'kill --signal=CONT', 'hapy-agent');
      await healthy();
    });

    it('the agents that are away: one, more than half, all of them', async () => {
      for (const machine of [...servers.machines].reverse()) {
        await systemctl(machine, 'stop', 'hapy-agent');
        await until('each of them is told', async () => {
          const { output, status } = await hapyctl('doctor', '-o', 'json');
          const { findings } = JSON.parse(output) as { findings: { code: string; node: string }[] };
          const away = findings.filter(({ code }) => code === 'HAPY-E600').map(({ node }) => node);
          assert.equal(status, 3);
          return away.includes(machine.name) && findings[0]?.code === 'HAPY-E600';
        });
      }
      for (const machine of servers.machines) await systemctl(machine, 'start', 'hapy-agent');
      await healthy();
    });

    it('a server whose cable is pulled, and nothing once it is plugged in again', async () => {
      const victim = await followerOf(servers);
      await servers.setCable(victim.name, 'down');
      await namesFirst('HAPY-E600', victim.name);
      await servers.setCable(victim.name, 'up');
      await healthy();
    });

    it('a clock that is ten minutes ahead', async () => {
      const victim = await followerOf(servers);
      await copyFile(fakeClock, join(victim.root, 'usr/lib/fake-clock.so'));
      const environment = 'LD_PRELOAD=/usr/lib/fake-clock.so FAKETIME=+600s FAKETIME_DONT_FAKE_MONOTONIC=1';
      await override(victim, 'hapy-agent', 'clock', ['[Service]', `Environment=${environment}`]);
      await systemctl(victim, 'restart', 'hapy-agent');
      await namesFirst('HAPY-E666', victim.name);
      await override(victim, 'hapy-agent', 'clock');
      await systemctl(victim, 'restart', 'hapy-agent');
      await healthy();
    });

    it('a SERVER_ID that is nobody’s, where no guard stands before oned', async () => {
      const victim = await followerOf(servers);
      const unguarded = ['[Service]', 'ExecStartPre=', 'ExecStartPre=/bin/rm -f /var/lock/one/one'];
      await override(victim, 'opennebula', 'unguarded', unguarded);
      await succeed(victim.run('sed', '-i', 's/SERVER_ID *= *[0-9]*/SERVER_ID = 7/', '/etc/one/oned.conf'));
      await systemctl(victim, 'restart');
      await namesFirst('HAPY-E605', victim.name);
      await override(victim, 'opennebula', 'unguarded');
      await systemctl(victim, 'restart');
      await healthy();
    });

    it('a server that was added by hand a second time', async () => {
      const leading = await leader();
      const twice = ['--name', 'hapy2.ac-test.fr', '--rpc', 'http://192.168.0.117:2633/RPC2'];
      await succeed(leading.run('onezone', 'server-add', '0', ...twice));
      await namesFirst('HAPY-E602');
      await succeed(leading.run('onezone', 'server-del', '0', '3'));
      await healthy();
    });

    it('a disk that is full: that of oned’s database, which is another than ours', async () => {
      const victim = await followerOf(servers);
      await succeed(victim.run('sh', '-c', ownDisk));
      await healthy();
      await victim.run('cp', '/dev/zero', '/var/lib/one/filler');
      await namesFirst('HAPY-E667', victim.name);
      await succeed(victim.run('sh', '-c', noOwnDisk));
      await healthy();
    });

    it('credentials that are not those of the others', async () => {
      const victim = await followerOf(servers);
      const file = '/var/lib/one/.one/one_auth';
      const kept = await succeed(victim.run('cat', file));
      await succeed(victim.runWith({ input: 'oneadmin:of-somebody-else\n' }, 'tee', file));
      await namesFirst('HAPY-E653', victim.name);
      await succeed(victim.runWith({ input: `${kept}\n` }, 'tee', file));
      await healthy();
    });

    it('why a host is in err: its key is gone from the leader, and the command that is named brings it back', async () => {
      const [leading, victim] = [await leader(), await followerOf(servers)];
      await succeed(leading.run('sed', '-i', `/${victim.name}/d`, '/var/lib/one/.ssh/known_hosts'));
      await until('the host is in err because of it', async () =>
        (await findings()).some(
          ({ code, node, followsFrom }) =>
            code === 'HAPY-E662' && node === victim.name && followsFrom === 'HAPY-E684',
        ),
      );
      await namesFirst('HAPY-E684', leading.name);
      await succeed(hapyctl('apply', '--yes', '--no-drill'));
      await healthy();
    });

    it('a virtual address that two have, and a watchdog takes it from the wrong one', async () => {
      const victim = await followerOf(servers);
      const device = await succeed(
        victim.run('sh', '-c', 'ip -o -4 address | grep -F 192.168.0. | cut -d" " -f2'),
      );
      await succeed(victim.run('sh', '-c', 'echo "watchdog: false" >> /etc/hapy/agent.yaml'));
      await systemctl(victim, 'restart', 'hapy-agent');
      await succeed(victim.run('ip', 'address', 'add', '192.168.0.120/24', 'dev', device.trim()));
      await namesFirst('HAPY-E647');
      await succeed(victim.run('sed', '-i', '/^watchdog:/d', '/etc/hapy/agent.yaml'));
      await systemctl(victim, 'restart', 'hapy-agent');
      await healthy();
      assert.doesNotMatch(await succeed(victim.run('ip', '-4', 'address')), /192\.168\.0\.120/);
    });
  });

  survivesPartitions(() => servers);
});

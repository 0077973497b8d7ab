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
        const { output } = await hapyctl('doctor', '-o', 'json');
        const { findings } = JSON.parse(output) as { findings: { code: string; node: string }[] };
        told = findings.map((each) => `${each.code} ${each.node}`).join(', ');
        const [first] = findings;
        return first?.code === code && (node === undefined || first.node === node);
      });
    } catch (error) {
      throw new Error(`${String(error)}; told: ${told}`, { cause: error });
    }
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
  });

  survivesPartitions(() => servers);
});

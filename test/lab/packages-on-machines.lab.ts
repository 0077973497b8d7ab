import assert from 'node:assert/strict';

import { HapyServers } from './machines/hapy-servers.ts';
import type { LabMachine } from './machines/lab-machine.ts';
import {
  followerOf,
  ownedBySomebodyElse,
  property,
  succeed,
  untilHealthy,
} from './machines/cluster-facts.ts';
import { followGuide } from './machines/guide.ts';
import { badMoments } from './machines/bad-moments.ts';
import { type Inventory, inventoryOf, leftOf } from './machines/inventory.ts';
import { liveOnEole } from './machines/on-eole.ts';
import { exposureOf, publishedFigures } from './machines/unit-figures.ts';
import { until } from './machines/until.ts';

const double = 'hapy-opennebula-double';
/** Not what this test and the login of the machine have put there, nor what the double has made of a Debian: EOLE's file and the keys of sshd. */
const isOurs = (line: string) =>
  !/ \/(root|usr\/local\/bin|etc\/eole|etc\/ssh|run\/(?:hapy-lab|agetty))/.test(line);

// On machines with a real systemd and no network but their own. Each step stands on those before it.
describe('the packages on three servers', function () {
  this.timeout(30 * 60_000);
  let servers: HapyServers;
  let empty: Inventory;
  let failed = false;

  before(async function () {
    if (process.getuid?.() !== 0) this.skip();
    servers = await HapyServers.create();
  });
  beforeEach(function () {
    if (failed) this.skip();
  });
  afterEach(function () {
    failed ||= this.currentTest?.isFailed() ?? false;
  });
  after(() => servers?.remove());

  const all = () => servers.machines;
  const hapyctl = (...words: string[]) => servers.hapyctl(...words);
  const healthy = () => untilHealthy(servers);
  const follower = () => followerOf(servers);
  const install = (machine: LabMachine, packages: readonly string[], build = servers.now) =>
    servers.install(machine, packages, build);

  it('install by dpkg without network, whatever node there is, with or without OpenNebula', async () => {
    empty = await inventoryOf(servers.server(3));
    await servers.server(1).write('/usr/local/bin/node', '#!/bin/sh\nexit 97\n');
    await servers.server(1).run('chmod', '755', '/usr/local/bin/node');
    for (const machine of all()) {
      await succeed(machine.run('ln', '-s', `/packages/${servers.now.folder}`, '/root/paquets'));
    }
    await followGuide(servers, 'packages');
    for (const machine of all()) {
      assert.equal((await machine.run('systemctl', 'is-system-running')).output, 'running');
      assert.equal(await property(machine, 'hapy-helper.socket', 'ActiveState'), 'active');
      // Nothing to serve before it has joined.
      assert.equal(await property(machine, 'hapy-agent.service', 'ActiveState'), 'inactive');
    }
  });

  it('have units that systemd has nothing to say about, hardened as docs/units.md tells', async () => {
    const machine = servers.server(1);
    const units = [
      'hapy-agent.service',
      'hapy-helper.service',
      'hapy-coordinator.service',
      'hapy-gateway.service',
    ];
    const verified = await machine.run(
      'systemd-analyze',
      'verify',
      '--man=no',
      ...units,
      'hapy-helper.socket',
    );
    assert.equal(verified.output, '');
    const figures = new Map<string, number>();
    for (const unit of units) figures.set(unit, await exposureOf(machine, unit));
    assert.deepEqual(await publishedFigures(figures), figures);
    assert.ok((figures.get('hapy-agent.service') ?? 10) <= 2.5);
  });

  it('form a cluster from nothing, word for word as the guide tells', async () => {
    for (const machine of all()) {
      await succeed(install(machine, [double]));
      await succeed(machine.run('hapy-opennebula-double', '--clock-factor', '10'));
      // Its questions are answered by a person, with "non".
      await succeed(machine.run('instance'));
    }
    await followGuide(servers, 'formation');
    for (const unit of ['hapy-coordinator', 'hapy-gateway', 'hapy-agent', 'hapy-helper']) {
      assert.equal(await property(servers.server(1), `${unit}.service`, 'ActiveState'), 'active', unit);
      assert.equal(await property(servers.server(1), `${unit}.service`, 'NRestarts'), '0', unit);
    }
    assert.equal(await ownedBySomebodyElse(servers.server(1)), '');
  });

  it('keep what was compiled of them, each where nobody else can write', async () => {
    const cache = '/var/cache/hapy';
    const owners = { agent: 'hapy 700', helper: 'root 700', root: 'root 755' };
    for (const [folder, owner] of Object.entries(owners)) {
      assert.equal(await succeed(servers.server(1).run('stat', '-c', '%U %a', `${cache}/${folder}`)), owner);
      const files = await succeed(servers.server(1).run('find', `${cache}/${folder}`, '-type', 'f'));
      assert.ok(files.split('\n').length > 10, files);
    }
    // Where Node keeps it unless it is told, and anybody may have been before.
    for (const machine of servers.machines) {
      const found = await succeed(machine.run('find', '/tmp', '/var/tmp', '-name', 'node-compile-cache*'));
      assert.equal(found, '', machine.name);
    }
  });

  it('print firewall rules that keep strangers away from oned, whose absence doctor tells', async () => {
    const fromOutside = async (port: number) => (await servers.knock('192.168.0.117', port)) === 'open';
    const told = async () => (await hapyctl('doctor', '--lang', 'en')).output.match(/HAPY-E74\d/g) ?? [];
    assert.equal(await fromOutside(2633), true);
    await until('every node is told', async () => (await told()).length === 3);
    await followGuide(servers, 'firewall');
    const rules = await succeed(servers.server(1).run('cat', '/root/hapy.nft'));
    // Applied twice, as on the day when a node is added.
    for (const machine of [...all(), ...all()]) {
      await succeed(machine.runWith({ input: `${rules}\n` }, 'nft', '-f', '-'));
    }
    await until('nobody is told any more', async () => (await told()).length === 0);
    await healthy();
    assert.equal(await fromOutside(2633), false);
    assert.equal(await servers.knock('192.168.0.116', 2640), 'open');
    await succeed(servers.server(3).run('systemctl', 'restart', 'opennebula'));
    await healthy();
    await followGuide(servers, 'status');
  });

  it('tell of a firewall that cuts one server off from another, and which way', async () => {
    const machine = servers.server(3);
    const shut =
      'table inet lab {\n chain in {\n type filter hook input priority -5\n ip saddr 192.168.0.117 tcp dport 2633 drop\n }\n}\n';
    await succeed(machine.runWith({ input: shut }, 'nft', '-f', '-'));
    await until('doctor tells', async () => {
      const { output } = await hapyctl('doctor', '--lang', 'en');
      return /HAPY-E740 +From hapy2 nothing reaches port 2633 of hapy3/.test(output);
    });
    await succeed(machine.run('nft', 'delete', 'table', 'inet', 'lab'));
    await healthy();
  });

  it('are at home on an EOLE server: templates, hooks, firewall, diagnose', async () => {
    await liveOnEole(servers, servers.server(1));
  });

  it('have an agent that systemd starts anew when it stands still', async () => {
    const machine = servers.server(2);
    const override = '/run/systemd/system/hapy-agent.service.d/lab.conf';
    await succeed(
      machine.runWith(
        { input: '[Service]\nWatchdogSec=2\n' },
        'sh',
        '-c',
        `mkdir -p ${override.replace(/\/[^/]+$/, '')}; cat > ${override}`,
      ),
    );
    await succeed(machine.run('systemctl', 'daemon-reload'));
    await succeed(machine.run('systemctl', 'restart', 'hapy-agent'));
    const pid = await property(machine, 'hapy-agent.service', 'MainPID');
    await succeed(machine.run('kill', '-STOP', pid));
    await until('it runs anew', async () => {
      const now = await property(machine, 'hapy-agent.service', 'MainPID');
      const state = await property(machine, 'hapy-agent.service', 'ActiveState');
      return now !== pid && now !== '0' && state === 'active';
    });
    assert.match(
      await succeed(machine.run('journalctl', '-u', 'hapy-agent', '-o', 'cat')),
      /Watchdog timeout/,
    );
    await succeed(machine.run('rm', override));
    await succeed(machine.run('systemctl', 'daemon-reload'));
    await succeed(machine.run('systemctl', 'restart', 'hapy-agent'));
    await healthy();
  });

  it('start the helper for whoever opens its socket, which the agent alone may', async () => {
    const machine = servers.server(2);
    await succeed(machine.run('systemctl', 'stop', 'hapy-helper.service'));
    await until(
      'the agent has asked',
      async () => (await property(machine, 'hapy-helper.service', 'ActiveState')) === 'active',
    );
    const opened = (user: string) =>
      machine.run(
        'setpriv',
        '--reuid',
        user,
        '--regid',
        user,
        '--clear-groups',
        'test',
        '-w',
        '/run/hapy/node/helper.sock',
      );
    assert.equal((await opened('hapy')).status, 0);
    assert.equal((await opened('oneadmin')).status, 1);
  });

  it('guard every start of oned: our keys are put back, and while held it stays down', async () => {
    const machine = await follower();
    await succeed(machine.run('sed', '-i', 's/SERVER_ID *= *[0-9]*/SERVER_ID = 7/', '/etc/one/oned.conf'));
    // Forming has started oned a few times; the unit's own limit is not what is looked at here.
    await machine.run('systemctl', 'reset-failed', 'opennebula');
    await succeed(machine.run('systemctl', 'restart', 'opennebula'));
    assert.doesNotMatch(await succeed(machine.run('cat', '/etc/one/oned.conf')), /SERVER_ID *= *7/);
    const identity = '/var/lib/hapy/identity.json';
    await succeed(machine.run('cp', '-p', identity, `${identity}.kept`));
    await machine.runWith({ input: 'not json' }, 'tee', identity);
    await succeed(machine.run('systemctl', 'stop', 'opennebula'));
    await machine.run('systemctl', 'reset-failed', 'opennebula');
    assert.notEqual((await machine.run('systemctl', 'start', 'opennebula')).status, 0);
    assert.match(
      await succeed(machine.run('journalctl', '-u', 'opennebula', '-o', 'cat', '-n', '20')),
      /HAPY-E323/,
    );
    await succeed(machine.run('mv', `${identity}.kept`, identity));
    await machine.run('systemctl', 'reset-failed', 'opennebula');
    await succeed(machine.run('systemctl', 'start', 'opennebula'));
    await healthy();
  });

  for (const { what, breaks, mends, told, doctor } of badMoments) {
    it(`say what is wrong, and where, when ${what}`, async () => {
      const machine = servers.server(2);
      const since = (await succeed(machine.run('date', '+%s'))).trim();
      await succeed(machine.run('sh', '-c', `cd /etc/hapy; ${breaks}`));
      await machine.run('systemctl', 'restart', 'hapy-agent');
      await until(`the journal tells ${String(told)}`, async () => {
        const words = ['-u', 'hapy-agent', '-u', 'hapy-helper', '-o', 'cat', '--since', `@${since}`];
        return told.test((await machine.run('journalctl', ...words)).output);
      });
      if (doctor !== undefined) {
        assert.equal(await property(machine, 'hapy-agent.service', 'ActiveState'), 'active');
        await until(`doctor tells ${String(doctor)}`, async () =>
          doctor.test((await hapyctl('doctor')).output),
        );
      }
      await succeed(machine.run('sh', '-c', `cd /etc/hapy; ${mends}`));
      await machine.run('systemctl', 'reset-failed', 'hapy-agent');
      await succeed(machine.run('systemctl', 'restart', 'hapy-agent'));
      await healthy();
    });
  }

  it('leave nothing behind when they are purged', async () => {
    const machine = servers.server(3);
    await succeed(machine.run('touch', '/run/hapy/allow-without-quorum'));
    await succeed(machine.run('dpkg', '--purge', double, 'hapy-agent'));
    await succeed(machine.run('sh', '-c', 'rm -rf /root/paquets /root/.dbus'));
    assert.deepEqual(leftOf(empty, await inventoryOf(machine)).filter(isOurs), []);
    const first = servers.server(1);
    await succeed(first.run('touch', '/run/hapy/allow-without-quorum'));
    await succeed(first.run('dpkg', '--purge', 'hapy-coordinator', double, 'hapy-agent'));
    assert.deepEqual(leftOf(empty, await inventoryOf(first)).filter(isOurs), []);
  });
});

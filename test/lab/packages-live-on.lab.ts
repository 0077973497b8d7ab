import assert from 'node:assert/strict';

import { bootInput, bootMoments } from './machines/boot-moments.ts';
import {
  followerOf,
  formedQuickly,
  newestRun,
  property,
  succeed,
  untilHealthy,
} from './machines/cluster-facts.ts';
import { followGuide } from './machines/guide.ts';
import { HapyServers } from './machines/hapy-servers.ts';
import type { LabMachine, Ran } from './machines/lab-machine.ts';
import { leaveAsMadeByHand } from './machines/made-by-hand.ts';
import { until } from './machines/until.ts';

const double = 'hapy-opennebula-double';

// What happens to a cluster in the course of its life, on machines with a real systemd. Each step stands on those before it.
describe('the packages of a cluster that lives on', function () {
  this.timeout(30 * 60_000);
  let servers: HapyServers;
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

  const onedStarted = (machine: LabMachine) =>
    property(machine, 'opennebula.service', 'ExecMainStartTimestampMonotonic');

  const both = (machine: LabMachine) =>
    machine.name === 'hapy1' ? ['hapy-agent', 'hapy-coordinator'] : ['hapy-agent'];

  /**
   * Asks for a run and waits until it is under way. An agent or a coordinator that has just been started anew may not be heard
   * by all yet: then it is refused, and asked for again as a person would, who reads why.
   */
  async function begin(...words: string[]): Promise<{ readonly asked: Promise<Ran> }> {
    const before = await newestRun(servers);
    for (let tries = 1; ; tries += 1) {
      let ended: Ran | undefined;
      const asked = hapyctl(...words);
      void asked.then((ran) => (ended = ran));
      let isUnderWay = false;
      await until(`${words.join(' ')} is under way or refused`, async () => {
        const { runId, status } = await newestRun(servers);
        isUnderWay = runId !== '' && runId !== before.runId && status === 'running';
        return isUnderWay || ended !== undefined;
      });
      if (isUnderWay) return { asked };
      assert.ok(tries < 3, `${words.join(' ')}: ${ended?.output}`);
      process.stdout.write(`      ${words.join(' ')} was refused: ${ended?.output}\n`);
      await healthy();
    }
  }

  it('form a cluster', async () => {
    for (const machine of all()) await succeed(install(machine, [...both(machine), double]));
    await formedQuickly(servers);
    await healthy();
  });

  it('survive that one server loses power; meanwhile no package of the last two is changed', async () => {
    const victim = await follower();
    const other = all().find(({ name }) => name !== 'hapy1' && name !== victim.name);
    assert.ok(other !== undefined);
    await victim.cutPower();
    await until('it is missed', async () => (await hapyctl('status')).status === 3);
    const version = await succeed(
      other.run('dpkg-query', '-W', '-f', '${Version} ${db:Status-Abbrev}', 'hapy-agent'),
    );
    for (const words of [
      ['-i', servers.package('hapy-agent')],
      ['-r', '--force-depends', 'hapy-agent'],
    ]) {
      const refused = await other.run('dpkg', ...words);
      assert.notEqual(refused.status, 0, words.join(' '));
      assert.match(refused.output, /HAPY-E390/);
    }
    const after = await succeed(
      other.run('dpkg-query', '-W', '-f', '${Version} ${db:Status-Abbrev}', 'hapy-agent'),
    );
    // What dpkg was asked for differs, what is installed does not.
    assert.equal(after.trim().slice(-1), version.trim().slice(-1));
    assert.equal(after.split(' ')[0], version.split(' ')[0]);
    assert.equal(await property(other, 'hapy-agent.service', 'ActiveState'), 'active');
    await victim.boot();
    await healthy();
  });

  it('come back by themselves when all servers are started anew', async () => {
    await Promise.all(all().map((machine) => machine.powerOff()));
    await Promise.all(all().map((machine) => machine.boot()));
    await healthy();
  });

  it('go back to the minor version before, which is the code of the commit before', async () => {
    for (const machine of all()) {
      await succeed(install(machine, both(machine), servers.before));
      await healthy();
    }
  });

  it('go forward again, one server after the other, while a run goes on', async () => {
    const { asked } = await begin('reconfigure', '--yes');
    await succeed(install(servers.server(1), both(servers.server(1))));
    await asked;
    await until('the run has ended', async () => (await newestRun(servers)).status !== 'running');
    if ((await newestRun(servers)).status !== 'succeeded') await succeed(hapyctl('run', 'resume'));
    assert.equal((await newestRun(servers)).status, 'succeeded');
    for (const name of ['hapy2', 'hapy3']) {
      const machine = all().find((each) => each.name === name);
      assert.ok(machine !== undefined);
      await healthy();
      await succeed(install(machine, both(machine)));
    }
    await healthy();
    for (const machine of all()) {
      const version = await succeed(machine.run('dpkg-query', '-W', '-f', '${Version}', 'hapy-agent'));
      assert.equal(version, servers.now.version);
    }
  });

  it('refuse to mix their versions on one server, and are whole once both are there', async () => {
    const machine = servers.server(1);
    const mixed = await install(machine, ['hapy-coordinator'], servers.before);
    assert.notEqual(mixed.status, 0);
    assert.match(mixed.output, /depends on hapy-agent/);
    await succeed(install(machine, ['hapy-coordinator']));
    await healthy();
  });

  it('keep keys when they are removed, and are at home again when they come back', async () => {
    const machine = await follower();
    await succeed(machine.run('dpkg', '-r', 'hapy-agent', double));
    await succeed(machine.run('test', '-s', '/var/lib/hapy/agent/pki/key.pem'));
    await succeed(install(machine, ['hapy-agent', double]));
    await succeed(machine.run('systemctl', 'restart', 'opennebula'));
    await healthy();
  });

  for (const moment of bootMoments) {
    it(`boot where ${moment.what}: the agent runs and says so`, async () => {
      const machine = await follower();
      const [breaksElsewhere = 'true', mendsElsewhere = 'true'] = moment.elsewhere ?? [];
      await succeed(machine.runWith({ input: bootInput }, 'sh', '-c', moment.breaks));
      await succeed(servers.server(1).run('sh', '-c', breaksElsewhere));
      await machine.powerOff();
      await machine.boot();
      const journal = () => machine.run('journalctl', '-b', '-u', 'hapy-agent', '-o', 'cat');
      await until(`${machine.name} says what is wrong`, async () => {
        const { status = /^/, journal: told = /^/, doctor = /^/ } = moment;
        const said = await property(machine, 'hapy-agent.service', 'StatusText');
        if (!status.test(said) || !told.test((await journal()).output)) return false;
        return moment.doctor === undefined || doctor.test((await hapyctl('doctor')).output);
      });
      assert.equal(await property(machine, 'hapy-agent.service', 'ActiveState'), 'active');
      await succeed(servers.server(1).run('sh', '-c', mendsElsewhere));
      await succeed(machine.run('sh', '-c', moment.mends));
      await healthy();
      await until('nothing is said any more', async () => {
        return !(await property(machine, 'hapy-agent.service', 'StatusText')).includes('HAPY-');
      });
    });
  }

  it('take charge of a zone that was made by hand, word for word as the guide tells', async () => {
    await leaveAsMadeByHand(servers);
    for (const machine of all()) {
      await succeed(machine.run('ln', '-sfn', `/packages/${servers.now.folder}`, '/root/paquets'));
    }
    const started = await Promise.all(all().map((machine) => onedStarted(machine)));
    await followGuide(servers, 'adoption');
    // Nothing of it has touched oned: what runs is what ran before.
    assert.deepEqual(await Promise.all(all().map((machine) => onedStarted(machine))), started);
    await followGuide(servers, 'order');
    await healthy();
    for (const machine of all()) {
      const said = await succeed(machine.run('cat', '/etc/one/monitord.conf'));
      assert.match(said, /MONITOR_ADDRESS *= *"192\.168\.0\.120"/);
    }
  });
});

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';

import { careAgain, describeOtherwise, split } from './machines/bad-storage.ts';
import { HapyServers } from './machines/hapy-servers.ts';
import { followerOf, succeed, untilHealthy } from './machines/cluster-facts.ts';
import { until } from './machines/until.ts';
import { hasItsTurn } from './turn.ts';
import { handMount, makeByHand, removeByHand, secondsToWrite } from './machines/volume-by-hand.ts';

const double = 'hapy-opennebula-double';
const location = '/var/lib/one/datastores';
/** HAPY_STORAGE_EACH=1 mounts each datastore for itself; the rest is the same. */
const each = process.env['HAPY_STORAGE_EACH'] === '1';
/** oned gives its first datastores the numbers from 100 on. */
const folders = each ? ['/100', '/101'] : [''];
const mount = `${location}${folders[0]}`;
const unit = `${mount.slice(1).replaceAll('/', '-')}.mount`;
const storage = `storage:
  glusterfs:
    mount: ${each ? 'per-datastore' : location}
    options: {network.ping-timeout: 5, cluster.heal-timeout: 5}
`;
/** How much is written while a machine loses its power; 1024 for the figures that are published. */
const mebibytes = Number(process.env['HAPY_STORAGE_MB'] ?? 96);
const fileMebibytes = 4;

/*
 * Replicated storage on three machines with a real systemd and a real glusterd, formed and looked after by the packages
 * and hapyctl alone; OpenNebula is the double. Each step stands on those before it.
 */
describe('replicated storage on three servers', function () {
  this.timeout(30 * 60_000);
  let servers: HapyServers;
  let failed = false;
  /** By name the SHA-256 of every file whose write was acknowledged. */
  const acknowledged = new Map<string, string>();
  const figures: string[] = [];

  before(async function () {
    if (process.getuid?.() !== 0) this.skip();
    servers = await HapyServers.create({ glusterfs: true });
  });
  beforeEach(function () {
    if (failed) this.skip();
  });
  afterEach(function () {
    failed ||= this.currentTest?.isFailed() ?? false;
  });
  after(async () => {
    for (const line of figures) process.stdout.write(`      ${line}\n`);
    await servers?.remove();
  });

  const hapyctl = (...words: string[]) => servers.hapyctl(...words, '--lang', 'en');

  /** Writes a file through the mount of a server; it counts when the write and its sync have succeeded. */
  async function write(number: 1 | 2 | 3, name: string, mib = fileMebibytes): Promise<boolean> {
    const bytes = randomBytes(mib * 1024 * 1024);
    const { status } = await servers
      .server(number)
      .runWith(
        { input: bytes, timeoutMs: 60_000 },
        'dd',
        `of=${mount}/${name}`,
        'bs=1M',
        'conv=fsync',
        'iflag=fullblock',
      );
    if (status === 0) acknowledged.set(name, createHash('sha256').update(bytes).digest('hex'));
    return status === 0;
  }

  /** Every acknowledged file, from every mount. */
  async function readBack(): Promise<void> {
    const expected = [...acknowledged].map(([name, digest]) => `${digest}  ${name}`).sort();
    for (const machine of servers.machines) {
      const names = [...acknowledged.keys()].map((name) => `${mount}/${name}`);
      const sums = await succeed(machine.run('sha256sum', ...names));
      const found = sums.split('\n').map((line) => line.replace(`${mount}/`, ''));
      assert.deepEqual(found.sort(), expected, `from ${machine.name}`);
    }
  }

  async function pending(): Promise<string> {
    const words = ['--mode=script', '--xml', 'volume', 'heal', 'one', 'info', 'summary'];
    const { output } = await servers.server(1).run('gluster', ...words);
    return [...output.matchAll(/<totalNumberOfEntries>(\d+)</g)].map(([, count]) => count).join(' ');
  }

  const healed = () => until('everything is copied', async () => (await pending()) === '0 0 0', 240_000);

  async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
    const began = performance.now();
    await work();
    figures.push(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }

  it('is formed with the zone, by one plan', async () => {
    await servers.server(1).write('/root/storage.yaml', storage);
    for (const machine of servers.machines) {
      const packages =
        machine.name === 'hapy1' ? ['hapy-agent', 'hapy-coordinator', double] : ['hapy-agent', double];
      await succeed(servers.install(machine, packages));
      await succeed(machine.run('hapy-opennebula-double', '--clock-factor', '10'));
      await succeed(machine.run('instance'));
    }
    const files = ['/root/a.eol', '/root/b.eol', '/root/c.eol'];
    await succeed(hapyctl('init', '--from', ...files, '--storage', '/root/storage.yaml'));
    await succeed(servers.server(1).run('systemctl', 'start', 'hapy-coordinator'));
    for (const machine of servers.machines) {
      const token = await succeed(hapyctl('token', 'create', machine.name));
      const input = /^hapy\S{100,}$/m.exec(token)?.[0] ?? token;
      await succeed(machine.runWith({ input: `${input}\n` }, 'hapy-agent', 'join'));
      await succeed(machine.run('systemctl', 'start', 'hapy-agent'));
    }
    await until('the preflight passes', async () => (await hapyctl('preflight')).status === 0);
    // The bricks of the lab lie on whatever this machine's disk has.
    assert.match((await hapyctl('preflight')).output, /HAPY-E818/);
    const plan = await hapyctl('plan');
    assert.match(plan.output, /create the volume one with 3 copies/);
    await timed('zone and storage formed', async () => succeed(hapyctl('apply', '--yes', '--no-drill')));
    await untilHealthy(servers);
    for (const machine of servers.machines) {
      for (const folder of folders) {
        const path = `${location}${folder}`;
        const line = await succeed(machine.run('findmnt', '-n', '-o', 'SOURCE,FSTYPE', path));
        assert.match(line, new RegExp(`^${machine.name}\\.ac-test\\.fr:/?one${folder} +fuse\\.glusterfs$`));
        assert.match(await succeed(machine.run('stat', '-c', '%u %g', path)), /^9869 9869$/);
      }
      assert.equal((await machine.run('systemctl', 'is-enabled', unit)).output, 'enabled');
    }
    assert.equal((await hapyctl('plan')).status, 0);
  });

  it('loses nothing when a server loses its power while files are written', async () => {
    assert.ok(await write(1, 'before'));
    const count = Math.ceil(mebibytes / fileMebibytes);
    for (let at = 0; at < count; at += 1) {
      if (at === Math.floor(count / 3)) await servers.server(3).cutPower();
      await write(at % 2 === 0 ? 1 : 2, `cut-${at}`);
    }
    assert.ok(acknowledged.size > count / 2, 'two of three go on writing');
    const { output } = await hapyctl('doctor');
    assert.match(output, /HAPY-E600|HAPY-E840/);
    await servers.server(3).boot();
    await timed(`healed after a power cut, ${mebibytes} MiB written meanwhile`, healed);
    await until('the volume is mounted again', async () => {
      const { status } = await servers.server(3).run('findmnt', mount);
      return status === 0;
    });
    await untilHealthy(servers);
    await readBack();
  });

  it('takes writes where two servers see each other, and none on the one that is cut off', async () => {
    await servers.pull('hapy2');
    assert.ok(await write(1, 'cut-off-1'));
    assert.ok(await write(3, 'cut-off-3'));
    assert.equal(await write(2, 'alone', 1), false, 'nobody may believe a copy that is alone');
    await servers.plug('hapy2');
    await timed('healed after a partition', healed);
    await untilHealthy(servers);
    await readBack();
  });

  it('is put to the test by a drill, which says what it took', async () => {
    // What the bricks have to copy is asked every 15 s: that all was copied after the partition is seen a moment later.
    const shows = ['drill', '--storage', '--dry-run'];
    await until('the drill may begin', async () => (await hapyctl(...shows)).status === 0);
    const shown = await succeed(hapyctl(...shows));
    assert.match(shown, /stop the brick hapy\d\.ac-test\.fr:/);
    const { brick, ran } = await whileWatching(() => hapyctl('drill', '--storage', '--yes'));
    assert.equal(ran.status, 0, ran.output);
    assert.ok(brick, 'systemd knew when to start the brick again');
    const report = /^The replicated storage is proved[^]*$/m.exec(ran.output)?.[0] ?? ran.output;
    assert.match(report, /everything copied onto it \(0 pending\) after/);
    figures.push(...report.trimEnd().split('\n'));
    assert.match((await hapyctl('drill', '--storage', '--last')).output, /proved/);
    const { output } = await servers.server(1).run('ls', '-A', mount);
    assert.doesNotMatch(output, /hapy-drill/);
    await readBack();
  });

  it('tells which file has two truths, and is whole once a person has chosen', async () => {
    await split(servers, `${mount}/split`);
    let told = '';
    await until('it is found', async () => {
      told = (await hapyctl('doctor')).output;
      return told.includes('HAPY-E845');
    });
    const file = `${folders[0]}/split`;
    assert.match(told, new RegExp(`1 files of the volume one have two truths \\(split-brain\\): ${file}\n`));
    const chosen = 'hapy2.ac-test.fr:/srv/gluster/one/brick';
    const choosing = ['--mode=script', 'volume', 'heal', 'one', 'split-brain', 'source-brick', chosen, file];
    await succeed(servers.server(1).run('gluster', ...choosing));
    await careAgain(servers);
    await succeed(hapyctl('apply', '--yes'));
    await untilHealthy(servers);
    for (const machine of servers.machines)
      assert.equal((await machine.run('cat', `${mount}/split`)).output, 'second', machine.name);
  });

  it('is put back where somebody has changed it, and says so before', async () => {
    await succeed(
      servers.server(1).run('gluster', '--mode=script', 'volume', 'set', 'one', 'network.ping-timeout', '42'),
    );
    await succeed(servers.server(2).run('systemctl', 'stop', unit));
    const isRefused = hasItsTurn(0, 2);
    if (isRefused) await describeOtherwise(servers.server(3));
    const expected = ['E848', 'E847', ...(isRefused ? ['E841'] : [])];
    await until('all of it is found', async () => {
      const { output } = await hapyctl('doctor');
      return expected.every((code) => output.includes(`HAPY-${code}`));
    });
    await succeed(hapyctl('apply', '--yes'));
    await untilHealthy(servers);
    assert.equal((await hapyctl('plan')).status, 0);
    await readBack();
  });

  it('fills the empty disk of a machine that was put in a lost one’s place', async function () {
    if (!hasItsTurn(1, 2)) this.skip();
    // Whoever leads is not the machine that is taken away: that is a fail-over, which other tests are about.
    const lost = await followerOf(servers);
    const number = Number(lost.name.slice(-1));
    assert.ok(number === 2 || number === 3);
    const fence = ['--fenced', `${lost.name}: taken out of the rack`];
    assert.ok(await write(1, 'before-the-exchange'));
    const machine = await servers.exchange(number);
    const replacing = hapyctl('node', 'replace', lost.name, ...fence, '--yes');
    await succeed(servers.install(machine, ['hapy-agent', double]));
    await succeed(machine.run('hapy-opennebula-double', '--clock-factor', '10'));
    await succeed(machine.run('instance'));
    // It is made when the run waits for the new machine, whose place must have been cleared before.
    const token = '/root/replacing.token';
    await until('a token is made', async () => {
      return (await hapyctl('token', 'create', lost.name, '--out', token)).status === 0;
    });
    const input = `${await succeed(servers.server(1).run('cat', token))}\n`;
    await succeed(machine.runWith({ input }, 'hapy-agent', 'join'));
    await succeed(machine.run('systemctl', 'start', 'hapy-agent'));
    await timed('a lost server replaced, its empty disk filled', async () => succeed(replacing));
    assert.equal(await pending(), '0 0 0');
    await untilHealthy(servers);
    const copies = await succeed(machine.run('sh', '-c', 'ls -A /srv/gluster/one/brick | wc -l'));
    assert.ok(Number(copies) > acknowledged.size, copies);
    await readBack();
  });

  /** By command: it takes a while, and another load of the machine makes it worthless. */
  it('is as fast as a volume that was made by hand', async function () {
    if (process.env['HAPY_STORAGE_FIGURES'] === undefined) this.skip();
    const mib = Math.ceil(mebibytes / 4);
    await makeByHand(servers);
    const ours: number[] = [];
    const byHand: number[] = [];
    // In turns, and each first in every other one, so that whatever else the machine does slows both.
    const both = [
      async () => ours.push(await secondsToWrite(servers, mount, mib)),
      async () => byHand.push(await secondsToWrite(servers, handMount, mib)),
    ];
    for (let turn = 0; turn < 8; turn += 1)
      for (const write of turn % 2 === 0 ? both : both.toReversed()) await write();
    await removeByHand(servers);
    const rates = (seconds: readonly number[]) =>
      seconds.map((each) => mib / each).sort((one, other) => one - other);
    const told = (seconds: readonly number[]) =>
      rates(seconds)
        .map((rate) => rate.toFixed(0))
        .join(' ');
    const middle = (seconds: readonly number[]) => rates(seconds)[Math.floor(seconds.length / 2)] ?? NaN;
    const ratio = (middle(ours) / middle(byHand)).toFixed(2);
    figures.push(
      `MiB/s through the mount: ${told(ours)}; by hand ${told(byHand)}; ratio of the medians ${ratio}`,
    );
  });

  /** Whether any machine had the timer that starts a brick again. */
  async function whileWatching<T>(
    work: () => Promise<T>,
  ): Promise<{ readonly brick: boolean; readonly ran: T }> {
    let over = false;
    let brick = false;
    const ran = work().finally(() => (over = true));
    await until('the timer was seen, or all is over', async () => {
      for (const machine of servers.machines) {
        const { output } = await machine.run('systemctl', 'is-active', 'hapy-brick-return.timer');
        brick ||= output === 'active';
      }
      return brick || over;
    });
    return { ran: await ran, brick };
  }
});

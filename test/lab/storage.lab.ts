import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';

import { HapyServers } from './machines/hapy-servers.ts';
import { succeed, untilHealthy } from './machines/cluster-facts.ts';
import { until } from './machines/until.ts';

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

  it('is put back where somebody has changed it, and says so before', async () => {
    await succeed(
      servers.server(1).run('gluster', '--mode=script', 'volume', 'set', 'one', 'network.ping-timeout', '42'),
    );
    await succeed(servers.server(2).run('systemctl', 'stop', unit));
    await until('both are found', async () => {
      const { output } = await hapyctl('doctor');
      return /HAPY-E848/.test(output) && /HAPY-E847/.test(output);
    });
    await succeed(hapyctl('apply', '--yes'));
    await untilHealthy(servers);
    assert.equal((await hapyctl('plan')).status, 0);
    await readBack();
  });
});

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';

import { formedQuickly, succeed, untilHealthy } from './machines/cluster-facts.ts';
import { HapyServers } from './machines/hapy-servers.ts';
import { hasItsTurn } from './turn.ts';

const double = 'hapy-opennebula-double';
const mount = '/var/lib/one/datastores';
const brick = '/srv/gluster/one/brick';
const storage = `storage:
  glusterfs:
    brick: {hapy1: ${brick}, hapy2: ${brick}, hapy3: ${brick}}
    options: {network.ping-timeout: 5, cluster.heal-timeout: 5}
`;
const files = 12;
const fileBytes = 4 * 1024 * 1024;

/*
 * Four machines with a real systemd and a real glusterd, three of them with a brick. It takes turns with the empty disk of
 * storage.lab.ts: each needs a minute of two cores for its machines alone.
 */
describe('a server that leaves with a brick', function () {
  this.timeout(30 * 60_000);
  let servers: HapyServers;
  /** By name the SHA-256 of every file. */
  const written = new Map<string, string>();

  before(async function () {
    if (process.getuid?.() !== 0 || !hasItsTurn(0, 2)) this.skip();
    servers = await HapyServers.create({ glusterfs: true, count: 4 });
    await servers.server(1).write('/root/storage.yaml', storage);
    for (const machine of servers.machines) {
      const packages = ['hapy-agent', ...(machine.name === 'hapy1' ? ['hapy-coordinator'] : []), double];
      await succeed(servers.install(machine, packages));
    }
    await formedQuickly(servers, '--storage', '/root/storage.yaml');
    await untilHealthy(servers);
  });
  after(() => servers?.remove());

  const hapyctl = (...words: string[]) => servers.hapyctl(...words, '--lang', 'en');

  it('hands it to one that has none, and every file is read back from all who stay', async () => {
    for (let at = 0; at < files; at += 1) {
      const bytes = randomBytes(fileBytes);
      const words = [`of=${mount}/file-${at}`, 'bs=1M', 'conv=fsync', 'iflag=fullblock'];
      // Through every mount in turn; the fourth server has no brick.
      const machine = servers.machines[at % 4] ?? assert.fail('no machine');
      await succeed(machine.runWith({ input: bytes, timeoutMs: 60_000 }, 'dd', ...words));
      written.set(`file-${at}`, createHash('sha256').update(bytes).digest('hex'));
    }
    assert.match((await hapyctl('node', 'remove', 'hapy3', '--dry-run')).output, /HAPY-E624/);
    await servers.configure(['hapy1', 'hapy2', 'hapy4']);
    const { output: shown } = await hapyctl('node', 'remove', 'hapy3', '--dry-run');
    assert.match(shown, /put the brick hapy4\.ac-test\.fr:\S+ in the\s+place of hapy3\.ac-test\.fr:/);
    const began = performance.now();
    await succeed(hapyctl('node', 'remove', 'hapy3', '--yes'));
    process.stdout.write(
      `      a brick moved, its server left: ${((performance.now() - began) / 1000).toFixed(1)} s\n`,
    );
    const volume = await succeed(servers.server(1).run('gluster', '--mode=script', 'volume', 'info', 'one'));
    assert.match(volume, /hapy4\.ac-test\.fr:/);
    assert.doesNotMatch(volume, /hapy3/);
    const pool = await succeed(servers.server(1).run('gluster', '--mode=script', 'pool', 'list'));
    assert.doesNotMatch(pool, /hapy3/);
    const expected = [...written].map(([name, digest]) => `${digest}  ${mount}/${name}`).sort();
    for (const number of [1, 2, 4] as const) {
      const names = [...written.keys()].map((name) => `${mount}/${name}`);
      const sums = await succeed(servers.server(number).run('sha256sum', ...names));
      assert.deepEqual(sums.trimEnd().split('\n').sort(), expected, `from hapy${number}`);
    }
    const copies = await succeed(servers.server(4).run('find', brick, '-maxdepth', '1', '-name', 'file-*'));
    assert.equal(copies.trimEnd().split('\n').length, files, 'its brick holds them all');
  });
});

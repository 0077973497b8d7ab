import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import { readAddressMap, writeAddressMap } from './address-map.ts';
import { takeSandboxDown } from './down.ts';
import { readGivenFiles } from './given-files.ts';
import { mapAddresses } from './map-addresses.ts';
import { startConfigured } from './start-configured.ts';
import { firstFreeSubnet, ports } from './subnet.ts';
import { startSandbox } from './up.ts';

const examples = ['a.eol', 'b.eol', 'c.eol'].map((name) => join(import.meta.dirname, 'examples', name));
const refused = (code: string) => (error: unknown) => error instanceof HapyError && error.code === code;
const signal = new AbortController().signal;

describe('a sandbox from config.eol', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-given-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('keeps the last number of each address, and apart what was apart', async () => {
    const { text } = await firstFreeSubnet(3);
    const prefix = text.replace(/\.0\/24$/, '');
    const nodes = ['192.168.0.116', '192.168.0.117', '192.168.1.118'];
    const map = await mapAddresses({ vip: '192.168.0.120', nodes }, text);
    assert.equal(map.get('192.168.0.116'), `${prefix}.116`);
    assert.equal(map.get('192.168.0.120'), `${prefix}.120`);
    assert.match(map.get('192.168.1.118') ?? '', /^127\.\d+\.\d+\.118$/);
    assert.ok(!map.get('192.168.1.118')?.startsWith(`${prefix}.`));
    assert.deepEqual([...(await mapAddresses({ vip: '127.9.9.1', nodes: ['127.9.9.2'] }, text))], []);
  });

  it('refuses an address that is in use', async () => {
    const server = createServer();
    const subnet = await firstFreeSubnet(3);
    await new Promise<void>((resolve) => server.listen(ports.agent, subnet.address(117), resolve));
    const places = { vip: '10.0.0.1', nodes: ['10.0.0.117'] };
    await assert.rejects(mapAddresses(places, subnet.text), refused('HAPY-E274'));
    await new Promise((resolve) => server.close(resolve));
  });

  it('keeps what a person wrote, but for the addresses', async () => {
    const given = await readGivenFiles(examples);
    const map = new Map([['192.168.0.117', '127.9.9.117']]);
    const mapped = JSON.parse(given.configEol('hapy2', map) ?? '') as Record<
      string,
      { val: unknown; owner: string }
    >;
    const original = JSON.parse(await readFile(examples[1] ?? '', 'utf8')) as typeof mapped;
    assert.deepEqual(mapped['adresse_ip_eth0'], { val: '127.9.9.117', owner: 'creoleset' });
    assert.deepEqual(mapped['serveur_ntp'], original['serveur_ntp']);
    assert.deepEqual(Object.keys(mapped), Object.keys(original));
  });

  it('needs to be told every address', async () => {
    await assert.rejects(readGivenFiles(examples.slice(0, 2)), refused('HAPY-E712'));
  });

  it('reads back the map that it wrote, and refuses a damaged one', async () => {
    const map = new Map([['10.0.0.1', '127.1.1.1']]);
    await writeAddressMap(folder, map);
    assert.deepEqual(await readAddressMap(folder), map);
    for (const damaged of ['{', '{"10.0.0.1": 5}', '{"x": "127.1.1.1"}']) {
      await writeFile(join(folder, 'address-map.json'), damaged);
      await assert.rejects(readAddressMap(folder), refused('HAPY-E279'), damaged);
    }
    assert.equal((await readAddressMap(join(folder, 'nowhere'))).size, 0);
  });

  it('has nothing of ours configured at first, and starts what is', async () => {
    const options = { directory: folder, nodes: 3, stage: 'installed', from: examples, signal } as const;
    const { layout, record } = await startSandbox({ ...options, onStep: () => undefined });
    try {
      const map = await readAddressMap(layout.directory);
      assert.equal(record.nodes[1]?.address, map.get('192.168.0.117'));
      const hosts = await readFile(join(layout.nodes, 'hapy3/root/etc/hosts'), 'utf8');
      assert.match(hosts, new RegExp(`^${record.vip.address} one\\.ac-test\\.fr$`, 'm'));
      const outcome = await startConfigured({ directory: folder, signal });
      const unconfigured = ['coordinator', 'hapy1', 'hapy2', 'hapy3'];
      assert.deepEqual(outcome, { started: [], running: ['lan'], unconfigured });
    } finally {
      await takeSandboxDown({ directory: folder, keep: false });
    }
  });

  it('starts nothing where there is no sandbox', async () => {
    await assert.rejects(startConfigured({ directory: folder, signal }), refused('HAPY-E271'));
  });
});

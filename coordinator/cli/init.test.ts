import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { writeAddressMap } from '../../sandbox/address-map.ts';
import { readCluster } from '../store/cluster-record.ts';
import { openDatabase } from '../store/database.ts';
import { creoleText, variablesOf, writeCreoleFiles } from './testing/creole-files.ts';
import { type } from './testing/pretend-person.ts';
import { wrongInputs } from './testing/wrong-inputs.ts';

const clusterYaml = `nodes:
  - { name: h1, fqdn: h1.test, address: 10.0.0.1 }
  - { name: h2, fqdn: h2.test, address: 10.0.0.2 }
  - { name: h3, fqdn: h3.test, address: 10.0.0.3 }
vip: { address: 10.0.0.9, name: one.test }
`;

describe('hapyctl init', () => {
  let folder: string;
  let directory: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-init-'));
    directory = join(folder, 'dir');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const init = (words: readonly string[], language = 'fr') =>
    type(['--dir', directory, '--lang', language, 'init', ...words]);

  async function assertRefused(words: readonly string[], code: string): Promise<string> {
    const { status, errors, output } = await init(words);
    assert.match(errors, new RegExp(`^${code} `), errors);
    assert.equal(status, 2, errors);
    assert.equal(output, '');
    assert.ok(!(await readdir(folder)).includes('dir'), 'something was written');
    return errors;
  }

  it('shows what it understood from three files, and makes the coordinator', async () => {
    const { status, output } = await init(['--from', ...(await writeCreoleFiles(folder))]);
    assert.equal(status, 0);
    assert.match(
      output,
      /2 {2}hapy3 {2}hapy3\.ac-test\.fr {2}192\.168\.0\.118 {2}adresse_ip_eth0 {2}.*c\.eol/,
    );
    assert.match(output, /192\.168\.0\.120\n.*one\.ac-test\.fr/);
    const database = openDatabase(join(directory, 'coordinator/state/coordinator.db'));
    const record = readCluster(database);
    database.close();
    assert.equal(record?.spec.nodes[2]?.address, '192.168.0.118');
    assert.match(record?.spec.clusterId ?? '', /^hapy-[0-9a-f]{10}$/);
  });

  it('completes one file with --node, and tells scripts where each address came from', async () => {
    const [file = ''] = await writeCreoleFiles(folder);
    const nodes = ['--node', 'hapy2=10.0.0.2', '--node', 'hapy3=10.0.0.3'];
    const { output } = await init(['--from', file, ...nodes, '-o', 'json']);
    const { understood } = JSON.parse(output) as {
      understood: { nodes: { source: string; file: string }[] };
    };
    assert.deepEqual(
      understood.nodes.map(({ source }) => source),
      ['file', 'option', 'option'],
    );
    assert.equal(understood.nodes[0]?.file, file);
  });

  it('leaves to the agent of a node, never to that of the first, what --node leaves to it', async () => {
    const [file = '', second = ''] = await writeCreoleFiles(folder);
    const first = ['--node', 'hapy1=agent', 'hapy3=10.0.0.3'];
    await assertRefused(['--from', second, ...first], 'HAPY-E712');
    const { output } = await init(['--from', file, '--node', 'hapy2=agent', 'hapy3=10.0.0.3', '-o', 'json']);
    const { spec } = JSON.parse(output) as { spec: { nodes: { address: string }[] } };
    assert.deepEqual(
      spec.nodes.map(({ address }) => address),
      ['192.168.0.116', '', '10.0.0.3'],
    );
  });

  it('warns of other variables that differ, in the language of the person', async () => {
    const texts = [0, 1, 2].map((index) =>
      creoleText({ ...variablesOf(index), serveur_ntp: [`ntp${index}`] }),
    );
    const { output } = await init(['--from', ...(await writeCreoleFiles(folder, texts))], 'en');
    assert.match(output, /! HAPY-E718 {2}One variable differs from server to server: serveur_ntp/);
  });

  it('warns of an even number of nodes', async () => {
    const names = ['hapy1', 'hapy2', 'hapy3', 'hapy4'];
    const file = join(folder, 'a.eol');
    await writeFile(file, creoleText({ ...variablesOf(0), one_nodes: names }));
    const nodes = ['hapy2=10.0.0.2', 'hapy3=10.0.0.3', 'hapy4=10.0.0.4'];
    const { output } = await init(['--from', file, '--node', ...nodes]);
    assert.match(output, /! HAPY-E608 {2}4 nœuds/);
  });

  it('knows a cluster.yaml by its content, and takes it alone', async () => {
    const yaml = join(folder, 'named.eol');
    await writeFile(yaml, clusterYaml);
    const [creole = ''] = await writeCreoleFiles(folder);
    await assertRefused(['--from', yaml, creole], 'HAPY-E266');
    await assertRefused(['--from', creole, yaml], 'HAPY-E266');
    await assertRefused(['--from', yaml, '--node', 'h1=10.0.0.1'], 'HAPY-E266');
    assert.equal((await init(['--from', yaml])).status, 0);
  });

  it('replaces the addresses by those of the sandbox that it is run in, and shows both', async () => {
    await mkdir(directory);
    const given = ['192.168.0.116', '192.168.0.117', '192.168.0.118', '192.168.0.120'];
    await writeAddressMap(directory, new Map(given.map((address, at) => [address, `127.9.9.${at + 1}`])));
    const { output } = await init(['--from', ...(await writeCreoleFiles(folder))]);
    assert.match(output, /192\.168\.0\.117 {2}127\.9\.9\.2 {2}/);
    assert.match(output, /VIP +192\.168\.0\.120 → 127\.9\.9\.4/);
  });

  it('is not done twice', async () => {
    const files = await writeCreoleFiles(folder);
    assert.equal((await init(['--from', ...files])).status, 0);
    const again = await init(['--from', ...files]);
    assert.match(again.errors, /^HAPY-E220 /);
    assert.notEqual(again.status, 0);
  });

  const unreadable: readonly (readonly [string, (path: string) => Promise<void>, string])[] = [
    ['absent', async () => undefined, 'HAPY-E200'],
    ['a directory', async (path) => void (await mkdir(path)), 'HAPY-E200'],
    ['empty', (path) => writeFile(path, ''), 'HAPY-E700'],
    ['nothing but blanks', (path) => writeFile(path, ' \n\n'), 'HAPY-E700'],
    ['binary', (path) => writeFile(path, Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x80])), 'HAPY-E200'],
    [
      'UTF-16',
      (path) => writeFile(path, Buffer.from(`\ufeff${creoleText(variablesOf(0))}`, 'utf16le')),
      'HAPY-E200',
    ],
    [
      'an ELF program',
      (path) => writeFile(path, Buffer.from('\x7fELF\x02\x01\x01\0\0', 'latin1')),
      'HAPY-E20\\d',
    ],
    ['100 MB large', largeFile, 'HAPY-E201'],
  ];
  for (const [what, make, code] of unreadable) {
    it(`refuses a file that is ${what}`, async () => {
      const path = join(folder, 'wrong.eol');
      await make(path);
      assert.match(await assertRefused(['--from', path], code), /wrong\.eol/);
    });
  }

  it('refuses a file that it may not read', async () => {
    const path = join(folder, 'secret.eol');
    await writeFile(path, creoleText(variablesOf(0)), { mode: 0o000 });
    await assertRefusedAsNobody(['--from', path], 'HAPY-E200');
  });

  /** Root may read everything, so it gives up its rights for as long as that takes. */
  async function assertRefusedAsNobody(words: readonly string[], code: string): Promise<void> {
    if (process.getuid?.() !== 0) return void (await assertRefused(words, code));
    // What is loaded when it is first needed may lie where nobody else can read.
    await assertRefused(['--from', join(folder, 'absent.eol')], 'HAPY-E200');
    await chmod(folder, 0o755);
    process.seteuid?.(64_023);
    try {
      await assertRefused(words, code);
    } finally {
      process.seteuid?.(0);
    }
  }

  it('reads a file with the mark that some editors put first', async () => {
    const texts = [0, 1, 2].map((index) => `\ufeff${creoleText(variablesOf(index))}`);
    assert.equal((await init(['--from', ...(await writeCreoleFiles(folder, texts))])).status, 0);
  });

  it('refuses an address outside of the subnet, where a file tells the mask', async () => {
    const mask = { adresse_netmask_eth0: '255.255.255.0' };
    const texts = [0, 1, 2].map((index) => creoleText({ ...variablesOf(index), one_vip: '192.168.1.120' }));
    texts[0] = creoleText({ ...variablesOf(0), one_vip: '192.168.1.120', ...mask });
    const errors = await assertRefused(['--from', ...(await writeCreoleFiles(folder, texts))], 'HAPY-E280');
    assert.match(errors, /VIP : 192\.168\.1\.120 .* 192\.168\.0\.0\/24 .*a\.eol/);
  });

  it('refuses options that contradict each other or the files', async () => {
    const [file = ''] = await writeCreoleFiles(folder);
    await assertRefused(['--from', file, '--node', 'hapy2=1.2.3.4', 'hapy2=1.2.3.5'], 'HAPY-E713');
    await assertRefused(['--from', file, '--node', 'hapy1=1.2.3.4'], 'HAPY-E713');
    await assertRefused(['--from', file, '--node', 'hapy9=1.2.3.4'], 'HAPY-E716');
    await assertRefused(['--from', file, '--node', 'hapy2'], 'HAPY-E717');
    await assertRefused([], 'HAPY-E252');
  });

  it('refuses each of more than a hundred wrong inputs with a code, and writes nothing', async () => {
    const inputs = wrongInputs();
    assert.ok(inputs.length > 100, String(inputs.length));
    for (const { what, texts } of inputs) {
      const paths = await writeCreoleFiles(folder, texts);
      const { status, errors, output } = await init(['--from', ...paths]);
      assert.match(errors, /^HAPY-E(?:2|7)\d\d {2}\S/, `${what}: ${errors || output}`);
      assert.equal(status, 2, `${what}: ${errors}`);
      // A control character of the input must not reach the terminal.
      assert.doesNotMatch(errors, /[\p{Cc}--\n]/v, what);
      assert.deepEqual((await readdir(folder)).sort(), ['a.eol', 'b.eol', 'c.eol'], what);
    }
  });

  const wrongYaml: readonly (readonly [string, string])[] = [
    ['h2, fqdn', 'h1, fqdn'],
    ['h2.test', 'h1.test'],
    ['h2.test', 'h2;id'],
    ['h2.test', 'h'.repeat(300)],
    ['10.0.0.2', '10.0.0.1'],
    ['10.0.0.2', '10.0.0.256'],
    ['10.0.0.2', '127.0.0.1'],
    ['10.0.0.2', '::1'],
    ['10.0.0.9', '10.0.0.3'],
    ['10.0.0.9', '255.255.255.255'],
    ['one.test', 'h1.test'],
    ['one.test', '""'],
    ['vip:', 'vp:'],
    ['vip:', 'nodes:'],
    ['nodes:', 'nodes: 3 #'],
    ['name: h3', 'name: [h3]'],
    [', address: 10.0.0.3', ''],
    ['  - { name: h3, fqdn: h3.test, address: 10.0.0.3 }\n', ''],
    ['{ name: h1', '{ nom: h1'],
    ['h1.test, address', 'h1.test address'],
    ['}\nvip', '\nvip'],
    ['nodes:', 'platform: proxmox\nnodes:'],
    ['nodes:', 'clusterId: "a b"\nnodes:'],
  ];
  it('refuses each wrong cluster.yaml with a code and the file, and writes nothing', async () => {
    const path = join(folder, 'cluster.yaml');
    for (const [right, wrong] of wrongYaml) {
      assert.ok(clusterYaml.includes(right), right);
      await writeFile(path, clusterYaml.replace(right, wrong));
      const { status, errors, output } = await init(['--from', path]);
      assert.match(errors, /^HAPY-E2\d\d .*cluster\.yaml/, `${right} → ${wrong}: ${errors || output}`);
      assert.equal(status, 2, errors);
      assert.deepEqual(await readdir(folder), ['cluster.yaml'], wrong);
    }
  });
});

/** Sparse: it says that it is large and takes no room. */
async function largeFile(path: string): Promise<void> {
  const file = await open(path, 'w');
  await file.truncate(100 * 1024 * 1024);
  await file.close();
}

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HapyError } from '../base/errors/hapy-error.ts';
import { readSpecFile } from './spec-file.ts';

const right = `platform: eole
nodes:
- {name: hapy1, fqdn: hapy1.ac-test.fr, address: 10.1.0.1}
- {name: hapy2, fqdn: hapy2.ac-test.fr, address: 10.1.0.2}
- {name: hapy3, fqdn: hapy3.ac-test.fr, address: 10.1.0.3}
vip: {address: 10.1.0.9, name: one.ac-test.fr}
`;

describe('cluster.yaml', () => {
  let folder: string;
  before(async () => void (folder = await mkdtemp(join(tmpdir(), 'hapy-spec-'))));
  after(() => rm(folder, { recursive: true }));

  const read = async (text: string) => {
    const path = join(folder, 'cluster.yaml');
    await writeFile(path, text);
    return readSpecFile(path);
  };

  it('is read in index order and given an id of its own', async () => {
    const spec = await read(right);
    assert.deepEqual(
      spec.nodes.map((node) => node.name),
      ['hapy1', 'hapy2', 'hapy3'],
    );
    assert.match(spec.clusterId, /^hapy-[0-9a-f]{10}$/);
    assert.notEqual((await read(right)).clusterId, spec.clusterId);
    assert.equal((await read(`clusterId: mine\n${right}`)).clusterId, 'mine');
  });

  it('says which storage is wanted, most of it by itself', async () => {
    const { storage } = await read(`${right}storage: {glusterfs: {options: {network.ping-timeout: 5}}}\n`);
    assert.deepEqual(
      storage?.bricks.map(({ node, path }) => `${node}:${path}`),
      [1, 2, 3].map((number) => `hapy${number}:/srv/gluster/one/brick`),
    );
    const { volume, replica, mount, options, datastores } = storage;
    assert.deepEqual([volume, replica, mount], ['one', 3, '/var/lib/one/datastores']);
    assert.equal(options['network.ping-timeout'], '5');
    assert.equal(options['cluster.quorum-type'], 'auto');
    assert.deepEqual(
      datastores.map(({ kind }) => kind),
      ['system', 'image'],
    );
  });

  const wrongStorage: [string, string, string][] = [
    ['two copies', 'replica: 2', 'HAPY-E800'],
    ['one copy', 'replica: 1', 'HAPY-E801'],
    ['bricks that make no whole set', 'brick: {hapy1: /b/a, hapy2: /b/a}', 'HAPY-E802'],
    ['no brick at all', 'brick: {}', 'HAPY-E802'],
    ['a brick of nobody', 'brick: {hapy1: /b/a, hapy2: /b/a, hapy9: /b/a}', 'HAPY-E804'],
    ['two bricks on a node', 'brick: {hapy1: /b/a, hapy1: /b/c, hapy3: /b/a}', 'HAPY-E202'],
    ['a brick with a detour', 'brick: /srv/../etc', 'HAPY-E805'],
    ['a relative brick', 'brick: srv/brick', 'HAPY-E805'],
    ['a mount point with a blank', 'mount: "/srv/a b"', 'HAPY-E805'],
    ['a brick below the mount point', 'brick: /var/lib/one/datastores/b', 'HAPY-E806'],
    ['a mount point below the brick', '{brick: /srv/x, mount: /srv/x/y}', 'HAPY-E806'],
    ['an option that opens it', 'options: {auth.allow: "*"}', 'HAPY-E807'],
    ['an option with a path', 'options: {cluster.a: /etc}', 'HAPY-E807'],
    ['an option without quorum', 'options: {cluster.quorum-type: none}', 'HAPY-E808'],
    ['nothing to be mounted', '{mount: per-datastore, datastores: []}', 'HAPY-E858'],
    ['pieces of two datastores', '{mount: per-datastore, options: {features.shard: on}}', 'HAPY-E859'],
    ['a brick below the datastores', '{mount: per-datastore, brick: /var/lib/one/datastores/b}', 'HAPY-E806'],
    ['datastores elsewhere', '{mount: /srv/vms, datastores: [{name: a, kind: image}]}', 'HAPY-E809'],
    ['a datastore twice', 'datastores: [{name: a, kind: image}, {name: a, kind: system}]', 'HAPY-E810'],
    ['a key that is none', 'bricks: 3', 'HAPY-E203'],
  ];
  for (const [what, text, code] of wrongStorage) {
    it(`is refused with a storage of ${what}`, async () => {
      const flow = text.startsWith('{') ? text : `{${text}}`;
      await assert.rejects(read(`${right}storage:\n  glusterfs: ${flow}\n`), (error) => {
        assert.ok(error instanceof HapyError);
        assert.equal(error.code, code);
        if (code.startsWith('HAPY-E80')) assert.match(String(error.parameters['where']), /cluster\.yaml:8$/);
        return true;
      });
    });
  }

  const wrong: [string, string, string, number | undefined][] = [
    ['two nodes', right.replace(/- \{name: hapy3.*\n/, ''), 'HAPY-E210', undefined],
    ['a name given twice', right.replace('name: hapy2', 'name: hapy1'), 'HAPY-E211', 4],
    ['an address given twice', right.replace('10.1.0.3', '10.1.0.1'), 'HAPY-E211', 5],
    ['a virtual address that is a node’s', right.replace('10.1.0.9', '10.1.0.2'), 'HAPY-E212', 6],
    ['a virtual name that is a node’s', right.replace('one.ac', 'hapy2.ac'), 'HAPY-E211', 6],
    ['a loopback address', right.replace('10.1.0.2', '127.0.1.1'), 'HAPY-E281', 4],
    ['a virtual address for all', right.replace('10.1.0.9', '255.255.255.255'), 'HAPY-E281', 6],
    ['an address that is none', right.replace('10.1.0.2', '10.1.0.256'), 'HAPY-E205', 4],
    ['a name with shell characters', right.replace('name: hapy2', 'name: "a;b"'), 'HAPY-E205', 4],
    ['an upper-case name', right.replace('name: hapy2', 'name: Hapy2'), 'HAPY-E205', 4],
    ['a name of 300 characters', right.replace('hapy2.ac', `${'a.'.repeat(150)}b`), 'HAPY-E205', 4],
    ['an unknown key', right.replace('platform', 'plattform'), 'HAPY-E203', 1],
    ['a missing key', right.replace(/vip.*/, ''), 'HAPY-E204', undefined],
  ];
  for (const [what, text, code, line] of wrong) {
    it(`is refused with ${what}`, async () => {
      await assert.rejects(read(text), (error) => {
        assert.ok(error instanceof HapyError);
        assert.equal(error.code, code);
        if (line !== undefined) assert.equal(error.parameters['line'], line);
        return true;
      });
    });
  }
});

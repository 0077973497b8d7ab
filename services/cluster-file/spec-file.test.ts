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

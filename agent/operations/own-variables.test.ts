import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { readClusterVariables } from '../helper/cluster-variables.ts';
import { fakePorts } from './fake-ports.ts';
import { ownVariables } from './own-variables.ts';

const values = {
  mot_de_passe: 'secret of the school',
  activer_one_ha: 'oui',
  nom_machine: 'hapy2',
  nom_domaine_local: 'ac-test.fr',
  one_nodes: ['hapy1', 'hapy2', 'hapy3'],
  adresse_netmask_eth0: '255.255.255.0',
  one_ha_server_index: '1',
  one_vip: '192.168.0.120',
};

describe('what a node’s config.eol says', () => {
  it('is told without the rest of the file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hapy-eol-'));
    const file = join(folder, 'config.eol');
    const entries = Object.entries(values).map(([name, val]) => [name, { val }]);
    await writeFile(file, JSON.stringify(Object.fromEntries(entries)));
    const told = await readClusterVariables(file);
    await rm(folder, { recursive: true });
    assert.deepEqual(told, {
      name: 'hapy2',
      domain: 'ac-test.fr',
      address: '',
      netmask: '255.255.255.0',
      nodes: ['hapy1', 'hapy2', 'hapy3'],
      index: 1,
      vip: '192.168.0.120',
      vipName: '',
    });
  });

  it('is told with what is wrong in it', async () => {
    const ports = fakePorts();
    ports.helper.readClusterVariables = () =>
      Promise.reject(new HapyError('HAPY-E704', { file: '/etc/eole/config.eol', line: 3 }));
    const told = await ownVariables(ports);
    assert.equal(told?.error?.code, 'HAPY-E704');
    assert.deepEqual(told.error.parameters, { file: '/etc/eole/config.eol', line: '3' });
  });

  it('is not asked for where there is no Creole', async () => {
    assert.equal(await ownVariables(fakePorts({ platform: 'opennebula' })), undefined);
  });
});

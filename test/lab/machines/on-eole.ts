import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { configure, readDictionary, render } from '../../../packaging/eole/creole-stand-in.ts';
import { succeed, untilHealthy } from './cluster-facts.ts';
import type { HapyServers } from './hapy-servers.ts';
import type { LabMachine } from './lab-machine.ts';
import { until } from './until.ts';

const creole = 'usr/share/eole/creole';

/** The functions of EOLE's own library that are attested, without its colours. */
const diagnoseLibrary = `len_pf=30
EchoGras() { echo "$*"; }
EchoVert() { echo "$*"; }
EchoOrange() { echo "$*"; }
EchoRouge() { echo "$*"; }
`;

/**
 * Installs eole-hapy-cluster on the server of index 0 of a formed cluster, does what EOLE would do with its folders, and
 * takes the package away again.
 */
export async function liveOnEole(servers: HapyServers, machine: LabMachine): Promise<void> {
  const parts = (folder: string, ...words: string[]) =>
    succeed(machine.run('run-parts', '--exit-on-error', ...words, `/usr/share/eole/${folder}`));
  const serverId = async () => {
    const conf = await succeed(machine.run('cat', '/etc/one/oned.conf'));
    return /^ *SERVER_ID *= *(-?\d+)|[[,] *SERVER_ID *= *(-?\d+)/m.exec(conf)?.slice(1).join('');
  };
  const { version } = servers.now;
  await succeed(machine.run('dpkg', '-i', `/packages/new/eole/eole-hapy-cluster_${version}_all.deb`));
  await creoleWrites(machine, { activer_hapy_cluster: 'oui' });
  const own = await serverId();
  // As Creole's own template has it.
  await succeed(machine.run('sed', '-i', 's/SERVER_ID *= *[0-9]*/SERVER_ID = 7/', '/etc/one/oned.conf'));
  assert.equal(await serverId(), '7');
  await parts('posttemplate', '--arg=reconfigure');
  assert.equal(await serverId(), own);
  // In the place of the rules of nftables.
  await succeed(machine.run('nft', 'delete', 'table', 'inet', 'hapy'));
  await parts('bastion/data');
  assert.equal(await servers.knock('192.168.0.116', 2633), 'closed');
  assert.equal(await servers.knock('192.168.0.116', 2640), 'open');
  await parts('postservice', '--arg=reconfigure');
  await machine.write('/usr/lib/eole/diagnose.sh', diagnoseLibrary);
  let told = '';
  const isWell = async () => {
    told = (await parts('diagnose')).replaceAll(/ +/g, ' ');
    return told.includes('État de la grappe => Ok') && !told.includes('Erreur');
  };
  await until('diagnose has nothing to tell', isWell).catch(() => assert.fail(told));
  await succeed(machine.run('reconfigure'));
  assert.equal(await serverId(), own);
  await untilHealthy(servers);
  await succeed(machine.run('dpkg', '--purge', 'eole-hapy-cluster'));
  assert.notEqual((await machine.run('iptables', '-S', 'hapy-cluster')).status, 0);
  await succeed(machine.run('rm', '-r', '/usr/lib/eole'));
}

/**
 * What Creole does at each `instance` and `reconfigure` for the dictionary that our package has installed: values from this
 * machine's own config.eol, templates from `distrib`, written where the dictionary says.
 */
async function creoleWrites(machine: LabMachine, chosen: Readonly<Record<string, string>>): Promise<void> {
  const read = (path: string) => readFile(join(machine.root, path), 'utf8');
  const file = JSON.parse(await read('etc/eole/config.eol')) as Record<string, { val: string } | string>;
  const own = Object.entries(file).flatMap(([name, variable]) =>
    typeof variable === 'string' ? [] : [[name, variable.val] as const],
  );
  const dictionary = readDictionary(await read(`${creole}/dicos/60_hapy_cluster.xml`));
  const { values, filelists } = configure(dictionary, new Map([...own, ...Object.entries(chosen)]));
  for (const { name, source, filelist } of dictionary.files) {
    if (!filelists.has(filelist)) continue;
    await machine.write(name, render(await read(`${creole}/distrib/${source}`), values));
  }
}

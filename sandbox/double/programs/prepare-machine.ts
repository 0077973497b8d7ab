import { chownSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { clusterVariables } from '../../../services/creole/cluster-variables.ts';
import { parseCreole } from '../../../services/creole/creole-document.ts';
import { nodePaths } from '../node-paths.ts';
import { createNodeRoot } from '../node-root.ts';
import { print, printError } from './arguments.ts';

const usage =
  'usage: hapy-opennebula-double [--clock-factor N] [--instantiated] [--guard PROGRAM,ARGUMENT,…]\n';

/**
 * `hapy-opennebula-double`: makes this whole machine a Hâpy server of the double, as its /etc/eole/config.eol says.
 * For machines and containers that exist for nothing else; the package does not go together with OpenNebula's.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'clock-factor': { type: 'string', default: '1' },
      instantiated: { type: 'boolean', default: false },
      guard: { type: 'string', default: '' },
    },
  });
  const clockFactor = Number(values['clock-factor']);
  if (!(clockFactor >= 1 && clockFactor <= 1000)) {
    printError(usage);
    process.exit(2);
  }
  const { configEol, onedConf, onedLock, onedLog, runDirectory, oneDirectory } = nodePaths('/');
  const variables = clusterVariables(parseCreole(readFileSync(configEol, 'utf8'), configEol));
  const { name, domain, index, nodes, vip, vipName = vip, address } = variables;
  if (address === undefined) throw new Error(`${configEol}: adresse_ip_eth0 is not there`);
  await createNodeRoot({
    root: '/',
    name,
    fqdn: `${name}.${domain}`,
    address,
    index,
    nodeNames: nodes,
    vip,
    vipName,
    interface: 'eth0',
    prefixLength: 24,
    lanDirectory: join(runDirectory, 'lan'),
    clockFactor,
    // Where systemd starts oned, the guard is a drop-in of its unit.
    startGuard: values.guard === '' ? [] : values.guard.split(','),
    network: 'kernel',
    configEol: readFileSync(configEol, 'utf8'),
    stage: values.instantiated ? 'instantiated' : 'installed',
  });
  const places = [
    dirname(onedConf),
    dirname(onedLock),
    dirname(onedLog),
    runDirectory,
    dirname(oneDirectory),
  ];
  for (const place of places) giveToOneadmin(place);
  print(
    `${name}.${domain} (${address}) is a server of the double, ${clockFactor} times as fast as a real one`,
  );
}

/** oned runs as oneadmin and reads its configuration as the group's. */
function giveToOneadmin(folder: string): void {
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith('oneadmin:'));
  const [, , uid, gid] = (entry ?? '').split(':').map(Number);
  if (uid === undefined || gid === undefined) throw new Error('there is no account oneadmin');
  const within = readdirSync(folder, { recursive: true }).map((path) => join(folder, String(path)));
  for (const path of [folder, ...within]) {
    if (!statSync(path).isSocket()) chownSync(path, uid, gid);
  }
}

await main();

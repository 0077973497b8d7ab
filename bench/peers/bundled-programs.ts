import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { installedFile, ownVersion } from '../../services/base/installation.ts';
import { bundlePrograms } from '../../packaging/bundles.ts';
import { packages } from '../../packaging/packages.ts';

/** The programs of agent and coordinator as their packages install them; gives the folder that is /usr/lib/hapy there. */
export async function bundledPrograms(into: string): Promise<string> {
  for (const { name, programs, shared } of packages) {
    if (name !== 'hapy-agent' && name !== 'hapy-coordinator') continue;
    await bundlePrograms({ source: installedFile('.'), into, programs, shared, target: 'node24' });
  }
  const own = { name: 'hapy-cluster', version: ownVersion(), type: 'module' };
  writeFileSync(join(into, 'package.json'), JSON.stringify(own));
  return into;
}

/** The bare server of bare-agent.ts as one file, so that it is loaded as ours is. */
export async function bundledBareAgent(into: string): Promise<string> {
  const programs = ['bench/peers/bare-agent'];
  await bundlePrograms({ source: installedFile('.'), into, programs, shared: 'shared', target: 'node24' });
  writeFileSync(join(into, 'package.json'), JSON.stringify({ type: 'module' }));
  return join(into, 'bench/peers/bare-agent.js');
}

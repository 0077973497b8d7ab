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

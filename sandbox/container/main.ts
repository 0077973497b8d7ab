import { hostname } from 'node:os';

import { clusterOf } from './cluster.ts';
import { beCoordinator, beGateway, beNode, isHealthy } from './roles.ts';

/*
 * hapy-container: what runs in each container of docker-compose.yml.
 *   node | coordinator | gateway    is that, until one of its programs ends
 *   healthy node|coordinator|gateway   0 or 1, for the health check
 */

const [role = '', of = ''] = process.argv.slice(2);
const roles: Readonly<Record<string, typeof beNode>> = {
  node: beNode,
  coordinator: beCoordinator,
  gateway: beGateway,
};

if (role === 'healthy') {
  process.exitCode = (await isHealthy(of)) ? 0 : 1;
} else {
  const be = roles[role];
  if (be === undefined) {
    process.stderr.write('usage: hapy-container node|coordinator|gateway|healthy ROLE\n');
    process.exit(2);
  }
  // As the first process of the container nothing else answers these; the programs get them too.
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => setTimeout(() => process.exit(0), 5000));
  try {
    await be(clusterOf(process.env, hostname()));
  } catch (error) {
    process.stderr.write(
      `hapy-container ${role}: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  }
}

import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { programFile } from '../../services/base/installation.ts';
import { configEol } from '../double/conf/config-eol.ts';
import { nodePaths } from '../double/node-paths.ts';
import { quickAnswers } from '../double/quick-answers.ts';
import type { Cluster } from './cluster.ts';
import { type Account, accountOf, daemon, run, untilDone } from './programs.ts';

/** Where a token waits for its node: a volume that nobody else sees. */
const tokens = '/tokens';
/** Beside them, that the cluster was formed. */
const formed = '/tokens/.formed';
const config = '/etc/eole/config.eol';
const helperYaml = '/etc/hapy/helper.yaml';
const guard = ['/usr/bin/hapy-helper', 'guard', '--config', helperYaml];

/** A server of the cluster: the double of OpenNebula, helper and agent. Ends when one of its daemons does. */
export async function beNode(cluster: Cluster): Promise<void> {
  // A container that was killed has left what a machine loses with its power.
  for (const folder of ['/run/one', '/var/lock/one']) await rm(folder, { recursive: true, force: true });
  for (const folder of ['/run/one', '/var/lock/one']) await mkdir(folder, { recursive: true });
  await writeSystemctl();
  await writeConfigEol(cluster, cluster.own);
  if (!existsSync('/var/lib/one/machine.json')) {
    await run([
      'hapy-opennebula-double',
      '--clock-factor',
      '10',
      '--instantiated',
      '--guard',
      guard.join(','),
    ]);
  }
  await writeFile(helperYaml, containerHelperYaml);
  const helper = daemon(['/usr/bin/hapy-helper', 'serve', '--config', helperYaml]);
  await untilDone('the helper listens', () => existsSync('/run/hapy/node/helper.sock'));
  // Refused by the guard while a change is under way: the run that goes on starts it.
  await run(['systemctl', 'start', 'opennebula']).catch(() => undefined);
  if (!existsSync('/var/lib/hapy/agent/cluster.json')) await joinCluster(cluster.own);
  const agent = daemon(['/usr/bin/hapy-agent', 'serve'], await accountOf('hapy'));
  await Promise.race([helper, agent]);
}

/** No systemd runs in a container: the double's own systemctl looks after its oned. */
async function writeSystemctl(): Promise<void> {
  const paths = nodePaths('/');
  const program = programFile('sandbox/double/programs/systemctl');
  const lines = [
    '#!/bin/sh',
    ...(quickAnswers(paths)['systemctl'] ?? []),
    `exec ${program} --root / "$@"`,
    '',
  ];
  await rm(paths.systemctl, { force: true });
  await writeFile(paths.systemctl, lines.join('\n'), { mode: 0o755 });
}

/** A token is good for half an hour: one that has become too old is made anew by whoever starts the coordinator. */
async function joinCluster(name: string): Promise<void> {
  const token = join(tokens, name);
  await untilDone(`${name} has its token`, () => existsSync(token));
  await run(['hapy-agent', 'join', '--token-file', token], { waitFor: 'success' });
  await rm(token, { force: true });
}

/** The coordinator of index 0, in the network of its node; makes the cluster once and forms it. */
export async function beCoordinator(cluster: Cluster): Promise<void> {
  const account = await accountOf('hapy-coordinator');
  if (!existsSync('/var/lib/hapy/coordinator/coordinator.db')) await initialise(cluster);
  const coordinator = daemon(
    ['/usr/bin/hapy-coordinator', 'serve', '--config', '/etc/hapy/coordinator.yaml'],
    account,
  );
  // Once formed, a cluster comes back by itself, and what a person has changed since is theirs.
  await Promise.race([coordinator, existsSync(formed) ? coordinator : form(cluster).then(() => coordinator)]);
}

async function initialise(cluster: Cluster): Promise<void> {
  const [first] = cluster.nodes;
  await writeConfigEol(cluster, first?.name ?? '');
  const places = cluster.nodes.slice(1).flatMap(({ name, address }) => ['--node', `${name}=${address}`]);
  await run(['hapyctl', 'init', '--from', config, ...places]);
}

async function form(cluster: Cluster): Promise<void> {
  await run(['hapyctl', 'nodes'], { waitFor: 'success' });
  for (const { name } of cluster.nodes) {
    const token = join(tokens, name);
    await rm(token, { force: true });
    await run(['hapyctl', 'token', 'create', name, '--out', token]).catch(() => undefined);
  }
  await run(['hapyctl', 'preflight'], { waitFor: 'success' });
  await run(['hapyctl', 'apply', '--yes', '--reason', 'docker compose up']);
  await writeFile(formed, '');
}

/** REST and console, once `init` has made its certificate. */
export async function beGateway(cluster: Cluster): Promise<void> {
  const address = cluster.nodes[0]?.address ?? '';
  await untilDone('the gateway has its certificate', () =>
    existsSync('/var/lib/hapy/gateway/pki/certificate.pem'),
  );
  await writeFile('/etc/hapy/gateway.yaml', `coordinator:\n  address: ${address}\n`);
  const account: Account = await accountOf('hapy-gateway');
  await daemon(['/usr/bin/hapy-gateway', 'serve', '--config', '/etc/hapy/gateway.yaml'], account);
}

async function writeConfigEol({ nodes, domain, vip }: Cluster, name: string): Promise<void> {
  if (existsSync(config)) return;
  const index = nodes.findIndex((node) => node.name === name);
  const address = nodes[index]?.address ?? '';
  const nodeNames = nodes.map((node) => node.name);
  const fqdn = `${name}.${domain}`;
  await mkdir('/etc/eole', { recursive: true });
  const text = configEol({ name, fqdn, address, index, nodeNames, vip, vipName: `one.${domain}` });
  await writeFile(config, text, { mode: 0o600 });
}

/**
 * There is no systemd in a container: long programs run as detached processes, and the double asks nothing. What comes in
 * is the engine's affair: no rules are looked for.
 */
const containerHelperYaml = `owner:
  user: root
  group: hapy
instanceAsks: false
programs:
  systemdRun: ''
  nft: ''
  iptables: ''
`;

export async function isHealthy(role: string): Promise<boolean> {
  if (role === 'coordinator') return run(['hapyctl', 'status']).then(always, never);
  const port = role === 'gateway' ? 2642 : 2641;
  const listening = await readFile('/proc/net/tcp', 'utf8');
  const other = await readFile('/proc/net/tcp6', 'utf8').catch(() => '');
  const entry = new RegExp(`:${port.toString(16).toUpperCase().padStart(4, '0')} \\S+ 0A `);
  return entry.test(listening) || entry.test(other);
}

const always = () => true;
const never = () => false;

import { generateKeyPair, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { programFile } from '../../services/base/installation.ts';
import { configEol } from './conf/config-eol.ts';
import { monitordConf, onedConf } from './conf/oned-conf.ts';
import { writeMachine } from './machine.ts';
import { writeNetwork } from './network/addresses.ts';
import { type NodeRootPaths, nodePaths } from './node-paths.ts';
import { bootstrap, ensureOneKey } from './oned/credentials.ts';
import { openSshPublicKey } from './ssh-key.ts';
import { quickAnswers, quote } from './quick-answers.ts';
import { OneDatabase } from './store/database.ts';
import { keepAppliedConfiguration } from './programs/eole-phases.ts';

export type { NodeRootPaths } from './node-paths.ts';

export interface NodeRootOptions {
  /** An absolute folder, made here. */
  readonly root: string;
  readonly name: string;
  readonly fqdn: string;
  readonly address: string;
  readonly index: number;
  /** Short names in index order, this node's among them. */
  readonly nodeNames: readonly string[];
  readonly vip: string;
  readonly vipName: string;
  readonly interface: 'eth0';
  readonly prefixLength: 24;
  /** Shared by the nodes of one lan: its ARP entries lie here. */
  readonly lanDirectory: string;
  readonly clockFactor: number;
  /** What oned's unit runs before oned (ExecStartPre); empty runs nothing. */
  readonly startGuard: readonly string[];
  /** `kernel` where the root is a whole machine with a network of its own. */
  readonly network?: 'kernel';
  /** The text of its config.eol; one of a plain three-node set is made when it is absent. */
  readonly configEol?: string;
  /** installed: packages and config.eol only. instantiated: as after `instance`, oned stopped. */
  readonly stage: 'installed' | 'instantiated';
}

const programs = [
  ...['instance', 'reconfigure', 'creolelock', 'systemctl', 'systemd-run', 'ip', 'arping'],
  ...['oned', 'onedb', 'onezone', 'onehost'],
];

/** Makes the file system of one node and the programs in its bin folder. Returns where everything lies. */
export async function createNodeRoot(options: NodeRootOptions): Promise<NodeRootPaths> {
  mkdirSync(options.root, { recursive: true, mode: 0o700 });
  const paths = nodePaths(realpathSync(options.root));
  makeFolders(paths, options.lanDirectory);
  writeMachine(paths.root, {
    name: options.name,
    fqdn: options.fqdn,
    address: options.address,
    index: options.index,
    nodeNames: options.nodeNames,
    interface: options.interface,
    prefixLength: options.prefixLength,
    vip: options.vip,
    lanDirectory: options.lanDirectory,
    clockFactor: options.clockFactor,
    startGuard: options.startGuard,
    ...(options.network === undefined ? {} : { network: options.network }),
  });
  writeNetwork(paths.root, {
    lo: [{ address: '127.0.0.1', prefixLength: 8 }],
    [options.interface]: [{ address: options.address, prefixLength: options.prefixLength }],
  });
  writeFileSync(paths.configEol, options.configEol ?? configEol(options), { mode: 0o600 });
  writeFileSync(paths.onedConf, onedConf(-1), { mode: 0o640 });
  writeFileSync(paths.monitordConf, monitordConf, { mode: 0o640 });
  writeFileSync(paths.oneAuth, `oneadmin:${randomBytes(16).toString('hex')}\n`, { mode: 0o600 });
  await writeSshKeys(paths, options.name);
  // A whole machine has its programs from a package.
  if (paths.root !== '/') for (const program of programs) writeWrapper(paths, program, options.lanDirectory);
  if (options.stage === 'instantiated') instantiate(paths);
  return paths;
}

function makeFolders(paths: NodeRootPaths, lanDirectory: string): void {
  const secret = [paths.oneDirectory, paths.oneSshDirectory, paths.runDirectory, lanDirectory];
  for (const folder of secret) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = [paths.onedConf, paths.configEol, paths.onedLock, paths.onedLog, paths.systemctl];
  for (const folder of [...files.map(dirname), paths.sshHostKeyDirectory, paths.eoleLockDirectory]) {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
  }
}

const generate = promisify(generateKeyPair);

/** Public keys are real ones, so that what reads known_hosts can be strict; nothing here ever connects. */
async function writeSshKeys(paths: NodeRootPaths, name: string): Promise<void> {
  const [hostKey, userKey] = await Promise.all([
    generate('ed25519', {}),
    generate('rsa', { modulusLength: 2048 }),
  ]);
  const write = (file: string, key: typeof hostKey, owner: string) => {
    if (existsSync(file)) return readFileSync(`${file}.pub`, 'utf8');
    const line = `${openSshPublicKey(key.publicKey)} ${owner}@${name}\n`;
    writeFileSync(file, key.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    writeFileSync(`${file}.pub`, line, { mode: 0o644 });
    return line;
  };
  write(join(paths.sshHostKeyDirectory, 'ssh_host_ed25519_key'), hostKey, 'root');
  const line = write(join(paths.oneSshDirectory, 'id_rsa'), userKey, 'oneadmin');
  writeFileSync(join(paths.oneSshDirectory, 'authorized_keys'), line, { mode: 0o600 });
}

/** A shell line that becomes the program; the compile cache saves most of its start (style.md, top). */
function writeWrapper(paths: NodeRootPaths, program: string, lanDirectory: string): void {
  const { root } = paths;
  const source = programFile(`sandbox/double/programs/${program}`);
  const cache = join(lanDirectory, 'compile-cache');
  const path = join(root, 'bin', program);
  const text = [
    '#!/bin/sh',
    ...(quickAnswers(paths)[program] ?? []),
    `NODE_COMPILE_CACHE=\${NODE_COMPILE_CACHE:-${quote(cache)}}; export NODE_COMPILE_CACHE`,
    `exec ${quote(process.execPath)} ${quote(source)} --root ${quote(root)} "$@"`,
    '',
  ];
  writeFileSync(path, text.join('\n'));
  chmodSync(path, 0o755);
}

function instantiate(paths: NodeRootPaths): void {
  const database = new OneDatabase(paths.oneDatabase);
  try {
    ensureOneKey(paths);
    bootstrap(paths, database);
  } finally {
    database.close();
  }
  keepAppliedConfiguration(paths.root);
}

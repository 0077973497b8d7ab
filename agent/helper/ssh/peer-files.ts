import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { type PeerSsh, peersDigestOf } from '../../../services/domain/peer-ssh.ts';
import { makePrivateDirectory, own, ownershipOf, readIfPresent, writeDurably } from '../../durable-file.ts';
import { authorizedKeyLines, isKey, knownHostLines, mergeLines } from './peer-lines.ts';

export interface SshPlaces {
  /** oneadmin's .ssh */
  readonly oneSshDirectory: string;
  /** Where sshd keeps the keys of the machine. */
  readonly sshHostKeyDirectory: string;
  /** Our own folder, for the record of what was merged. */
  readonly stateDirectory: string;
}

export interface SshFacts {
  readonly hostKeys: readonly string[];
  readonly userKeys: readonly string[];
  /** Empty when what was merged is no longer all there, for example after .ssh was replaced by a seed's. */
  readonly peersDigest: string;
}

/**
 * Puts the peers into oneadmin's known_hosts and authorized_keys. Lines that are not ours stay; ours are
 * replaced, so that a node that left is forgotten.
 */
export async function mergePeers(places: SshPlaces, peers: readonly PeerSsh[]): Promise<string> {
  for (const peer of peers) requireHarmless(peer);
  const directory = places.oneSshDirectory;
  const around = await ownershipOf(join(directory, '..'), { mode: 0o700 });
  await makePrivateDirectory(directory);
  const owner = await ownershipOf(directory, { ...around, mode: 0o700 });
  if ((owner.mode & 0o077) !== 0) await own(directory, { ...owner, mode: 0o700 });
  for (const [name, lines] of Object.entries(linesFor(peers))) {
    const path = join(directory, name);
    const text = mergeLines((await readIfPresent(path)) ?? '', lines);
    await writeDurably(path, text, await ownershipOf(path, { ...owner, mode: 0o600 }));
  }
  const digest = peersDigestOf(peers);
  await writeDurably(recordOf(places), JSON.stringify({ digest, peers }));
  return digest;
}

export async function readSshFacts(places: SshPlaces): Promise<SshFacts> {
  const [hostKeys, userKeys, peersDigest] = await Promise.all([
    publicKeysIn(places.sshHostKeyDirectory, /^ssh_host_.*_key\.pub$/),
    publicKeysIn(places.oneSshDirectory, /^id_[a-z0-9]+\.pub$/),
    mergedDigest(places),
  ]);
  return { hostKeys, userKeys, peersDigest };
}

function linesFor(peers: readonly PeerSsh[]) {
  return { known_hosts: knownHostLines(peers), authorized_keys: authorizedKeyLines(peers) };
}

async function mergedDigest(places: SshPlaces): Promise<string> {
  const record = await readIfPresent(recordOf(places));
  if (record === undefined) return '';
  const { digest, peers } = JSON.parse(record) as { digest: string; peers: PeerSsh[] };
  for (const [name, lines] of Object.entries(linesFor(peers))) {
    const text = (await readIfPresent(join(places.oneSshDirectory, name))) ?? '';
    if (mergeLines(text, lines) !== text) return '';
  }
  return digest;
}

async function publicKeysIn(directory: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  const texts = await Promise.all(
    names.filter((name) => pattern.test(name)).map((name) => readIfPresent(join(directory, name))),
  );
  // Type and key without the comment, which names a person or a machine and proves nothing.
  const keys = texts.map((text) => (text ?? '').trim().split(/\s+/).slice(0, 2).join(' '));
  return keys.filter(isKey).sort();
}

function recordOf(places: SshPlaces): string {
  return join(places.stateDirectory, 'peers.json');
}

/** Names and keys go into files that sshd and ssh obey: only plain ones pass. */
function requireHarmless(peer: PeerSsh): void {
  const names = [...peer.names, ...peer.addresses];
  if (names.length === 0 || !names.every((name) => /^[A-Za-z0-9][A-Za-z0-9.:_-]{0,253}$/.test(name))) {
    throw new HapyError('HAPY-E300', { field: 'peers.names' });
  }
  if (![...peer.hostKeys, ...peer.userKeys].every(isKey))
    throw new HapyError('HAPY-E300', { field: 'peers.keys' });
}

import { readFile } from 'node:fs/promises';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { ownershipOf, readIfPresent, readRequired, writeDurably } from '../../durable-file.ts';
import type { Identity } from '../identity.ts';
import { AttributeSyntaxError, readAttribute, setMember } from './attribute-file.ts';

/** The two files that a server's membership stands in. monitord.conf came with OpenNebula 5.12. */
export interface ConfigurationFiles {
  readonly onedConf: string;
  readonly monitordConf: string;
}

/** What the keys that we own say on disk. */
export interface ConfiguredKeys {
  readonly serverId: number;
  readonly leaderHook: string;
  readonly followerHook: string;
  readonly electionTimeoutMs: number;
  readonly monitorAddress: string;
  readonly rpcPort: number;
  readonly databaseBackend: string;
  /** How many records of its log oned keeps; 0 when the file does not say. */
  readonly logRetention: number;
  /** Milliseconds, undefined where the file does not say. */
  readonly heartbeatMs: number | undefined;
  readonly peerTimeoutMs: number | undefined;
}

/** A day; what is longer is no time-out. */
const durationMsMax = 86_400_000;

/** oned's own defaults where the file says nothing (opennebula.md section 2). */
const defaults = { serverId: -1, electionTimeoutMs: 5000, rpcPort: 2633, databaseBackend: 'sqlite' } as const;

export async function readConfiguredKeys(files: ConfigurationFiles): Promise<ConfiguredKeys> {
  const oned = (await readIfPresent(files.onedConf)) ?? '';
  const monitord = await readIfPresent(files.monitordConf);
  // A version without monitord has no such file; one with it takes its own machine's address where nothing is said.
  const address =
    monitord === undefined
      ? ''
      : naming(files.monitordConf, () => readAttribute(monitord, 'NETWORK', 'MONITOR_ADDRESS') ?? 'auto');
  return naming(files.onedConf, () => ({
    serverId: integer(readAttribute(oned, 'FEDERATION', 'SERVER_ID'), defaults.serverId),
    leaderHook: readAttribute(oned, 'RAFT_LEADER_HOOK', 'ARGUMENTS') ?? '',
    followerHook: readAttribute(oned, 'RAFT_FOLLOWER_HOOK', 'ARGUMENTS') ?? '',
    electionTimeoutMs: integer(
      readAttribute(oned, 'RAFT', 'ELECTION_TIMEOUT_MS'),
      defaults.electionTimeoutMs,
    ),
    monitorAddress: address,
    rpcPort: integer(readAttribute(oned, 'PORT'), defaults.rpcPort),
    databaseBackend: readAttribute(oned, 'DB', 'BACKEND') ?? defaults.databaseBackend,
    logRetention: integer(readAttribute(oned, 'RAFT', 'LOG_RETENTION'), 0),
    heartbeatMs: duration(readAttribute(oned, 'RAFT', 'BROADCAST_TIMEOUT_MS')),
    peerTimeoutMs: duration(readAttribute(oned, 'RAFT', 'XMLRPC_TIMEOUT_MS')),
  }));
}

/** Where oned will listen, and as which server. */
export async function readListening(
  onedConf: string,
): Promise<{ readonly serverId: number; readonly address: string; readonly port: number }> {
  const text = (await readIfPresent(onedConf)) ?? '';
  return naming(onedConf, () => ({
    serverId: integer(readAttribute(text, 'FEDERATION', 'SERVER_ID'), defaults.serverId),
    address: readAttribute(text, 'LISTEN_ADDRESS') ?? '0.0.0.0',
    port: integer(readAttribute(text, 'PORT'), defaults.rpcPort),
  }));
}

/**
 * Puts the identity's keys into the files and tells whether anything changed. `free` and `held` own no keys.
 * The version before stays beside each file as `.hapy-previous`; owner and mode are kept.
 */
export async function enforceIdentity(files: ConfigurationFiles, identity: Identity): Promise<boolean> {
  if (identity.state === 'free' || identity.state === 'held') return false;
  const oned = await replaceText(files.onedConf, (text) => onedConfFor(text, identity));
  if (identity.state === 'solo' || (await readIfPresent(files.monitordConf)) === undefined) return oned;
  const address = identity.keys.monitorAddress;
  if (address === '') return oned;
  const monitord = await replaceText(files.monitordConf, (text) =>
    setMember(text, 'NETWORK', 'MONITOR_ADDRESS', address),
  );
  return oned || monitord;
}

/** The text of oned.conf with our keys in it; everything else byte for byte as it was. */
export function onedConfFor(text: string, identity: Extract<Identity, { state: 'solo' | 'member' }>): string {
  if (identity.state !== 'member') return setMember(text, 'FEDERATION', 'SERVER_ID', -1);
  const { vipInterface, vipAddress, vipPrefixLength, electionTimeoutMs } = identity.keys;
  const vip = `${vipInterface} ${vipAddress}/${vipPrefixLength}`;
  let result = setMember(text, 'FEDERATION', 'SERVER_ID', identity.serverId);
  result = setMember(result, 'RAFT', 'ELECTION_TIMEOUT_MS', electionTimeoutMs);
  for (const role of ['leader', 'follower']) {
    const hook = `RAFT_${role.toUpperCase()}_HOOK`;
    result = setMember(result, hook, 'COMMAND', 'raft/vip.sh');
    result = setMember(result, hook, 'ARGUMENTS', `${role} ${vip}`);
  }
  return result;
}

async function replaceText(path: string, edit: (text: string) => string): Promise<boolean> {
  // Latin-1 maps every byte to one character and back: whatever encoding the comments are in, they survive.
  await readRequired(path);
  const before = await readFile(path, 'latin1');
  const after = naming(path, () => edit(before));
  if (after === before) return false;
  const ownership = await ownershipOf(path, { mode: 0o640 });
  await writeDurably(`${path}.hapy-previous`, Buffer.from(before, 'latin1'), ownership);
  await writeDurably(path, Buffer.from(after, 'latin1'), ownership);
  return true;
}

/** Gives a syntax error the name of its file. */
function naming<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AttributeSyntaxError)) throw error;
    throw new HapyError('HAPY-E324', { file, line: error.line }, error);
  }
}

function duration(text: string | undefined): number | undefined {
  const value = integer(text, -1);
  return value < 0 || value > durationMsMax ? undefined : value;
}

function integer(text: string | undefined, fallback: number): number {
  const value = Number(text);
  return text === undefined || text === '' || !Number.isSafeInteger(value) ? fallback : value;
}

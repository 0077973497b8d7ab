import { mkdir } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import { dirname } from 'node:path';

import { readIfPresent, writeDurably } from '../durable-file.ts';

/** What a member's oned.conf and monitord.conf must say besides the server id. */
export interface OwnedKeys {
  readonly vipAddress: string;
  readonly vipPrefixLength: number;
  readonly vipInterface: string;
  readonly electionTimeoutMs: number;
  readonly monitorAddress: string;
}

/**
 * Who this node is for the start guard, and the only thing that the guard trusts (design section 6, Start
 * guard): written durably before every change of oned.conf, so that a start at any moment does the right thing.
 */
export type Identity =
  | { readonly state: 'free' }
  | { readonly state: 'solo'; readonly clusterId: string }
  | { readonly state: 'held'; readonly clusterId: string }
  | {
      readonly state: 'member';
      readonly clusterId: string;
      readonly serverId: number;
      readonly keys: OwnedKeys;
    };

/** A file that is there but makes no sense: oned must not start on a guess. */
export const unreadable = Symbol('unreadable');

/** A missing file means free: nothing of ours was ever done here. */
export async function readIdentity(path: string): Promise<Identity | typeof unreadable> {
  try {
    const text = await readIfPresent(path);
    return text === undefined ? { state: 'free' } : parseIdentity(JSON.parse(text) as unknown);
  } catch {
    return unreadable;
  }
}

export async function writeIdentity(path: string, identity: Identity): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeDurably(path, `${JSON.stringify(identity, undefined, 2)}\n`);
}

function parseIdentity(value: unknown): Identity | typeof unreadable {
  if (!isRecord(value)) return unreadable;
  const { state, clusterId, serverId, keys } = value;
  if (state === 'free') return { state };
  if (typeof clusterId !== 'string' || clusterId === '') return unreadable;
  if (state === 'solo' || state === 'held') return { state, clusterId };
  const owned = parseKeys(keys);
  if (state !== 'member' || !isCount(serverId) || owned === undefined) return unreadable;
  return { state, clusterId, serverId, keys: owned };
}

/**
 * The owned keys go into a file of root's and from there into the arguments of a hook, so only what cannot be
 * anything but an address, an interface and numbers passes.
 */
export function parseKeys(value: unknown): OwnedKeys | undefined {
  if (!isRecord(value)) return undefined;
  const { vipAddress, vipPrefixLength, vipInterface, electionTimeoutMs, monitorAddress } = value;
  // A zone that somebody else has made may leave the monitoring's address to its default.
  if (!isAddress(vipAddress) || (monitorAddress !== '' && !isAddress(monitorAddress))) return undefined;
  if (typeof vipInterface !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/.test(vipInterface))
    return undefined;
  if (!isCount(vipPrefixLength) || vipPrefixLength > 32) return undefined;
  if (!isCount(electionTimeoutMs) || electionTimeoutMs < 1 || electionTimeoutMs > 600_000) return undefined;
  return { vipAddress, vipPrefixLength, vipInterface, electionTimeoutMs, monitorAddress };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && isIPv4(value);
}

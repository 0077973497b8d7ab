import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { CoordinatorAddress } from '../certs/join-token.ts';
import { reasonOf, writeSecret } from '../certs/secret-file.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';

/** Which cluster this machine belongs to. Its file is written last of all, so that its being there means joined. */
export interface Membership {
  readonly clusterId: string;
  readonly node: string;
  readonly coordinators: readonly CoordinatorAddress[];
  /** Of the token it joined with; absent in the files of before. */
  readonly tokenId?: string;
}

/** The folder with this node's key, certificate and roots. */
export function identityDirectory(stateDirectory: string): string {
  return join(stateDirectory, 'pki');
}

export function membershipPath(stateDirectory: string): string {
  return join(stateDirectory, 'cluster.json');
}

/**
 * What `join` wrote, or undefined on a machine that has not joined.
 *
 * @throws HapyError HAPY-E148 (unreadable), HAPY-E149 (damaged)
 */
export async function readMembership(stateDirectory: string): Promise<Membership | undefined> {
  const path = membershipPath(stateDirectory);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === 'ENOENT') return undefined;
    throw new HapyError('HAPY-E148', { path, reason }, error);
  }
  const membership = parse(text);
  if (membership === undefined) throw new HapyError('HAPY-E149', { path });
  return membership;
}

/** @throws HapyError HAPY-E152 */
export async function writeMembership(stateDirectory: string, membership: Membership): Promise<void> {
  await writeSecret(membershipPath(stateDirectory), `${JSON.stringify(membership, null, 2)}\n`);
}

function parse(text: string): Membership | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || !Array.isArray(value['coordinators'])) return undefined;
  const { clusterId, node } = value;
  const coordinators = value['coordinators'].filter(isCoordinatorAddress);
  const whole = coordinators.length === value['coordinators'].length;
  if (typeof clusterId !== 'string' || typeof node !== 'string' || !whole) return undefined;
  const { tokenId } = value;
  return typeof tokenId === 'string'
    ? { clusterId, node, coordinators, tokenId }
    : { clusterId, node, coordinators };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isCoordinatorAddress(value: unknown): value is CoordinatorAddress {
  return isRecord(value) && typeof value['address'] === 'string' && typeof value['port'] === 'number';
}

import { readFileSync } from 'node:fs';
import { lockWithin, unlock } from '../file-lock.ts';
import { nodePaths } from '../node-paths.ts';
import type { HeldAddress, NetworkState } from './held-address.ts';
import { ipLinks } from './ip-links.ts';
import { writeFileAtomically } from '../write-file.ts';

export type AddressChange = 'done' | 'exists' | 'absent' | 'no-device';

export function readNetwork(root: string): NetworkState {
  try {
    return JSON.parse(readFileSync(nodePaths(root).network, 'utf8')) as NetworkState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

export function writeNetwork(root: string, state: NetworkState): void {
  const paths = nodePaths(root);
  writeFileAtomically(paths.network, `${JSON.stringify(state)}\n`);
  // What the agent asks for every few seconds, ready to be printed (quick-answers.ts).
  writeFileAtomically(paths.ipAddressShow, `${JSON.stringify(ipLinks(state))}\n`);
}

/** Whether a node holds an address on any of its interfaces. */
export function holdsAddress(root: string, address: string): boolean {
  return Object.values(readNetwork(root)).some((held) => held.some((one) => one.address === address));
}

export function addAddress(root: string, device: string, added: HeldAddress): Promise<AddressChange> {
  return change(root, device, (held) => {
    if (held.some((one) => one.address === added.address)) return 'exists';
    return [...held, added];
  });
}

export function deleteAddress(root: string, device: string, address: string): Promise<AddressChange> {
  return change(root, device, (held) => {
    const left = held.filter((one) => one.address !== address);
    return left.length === held.length ? 'absent' : left;
  });
}

async function change(
  root: string,
  device: string,
  edit: (held: readonly HeldAddress[]) => readonly HeldAddress[] | AddressChange,
): Promise<AddressChange> {
  const lock = nodePaths(root).networkLock;
  if (!(await lockWithin(lock, 5000))) throw new Error(`network state of ${root} stays locked`);
  try {
    const state = readNetwork(root);
    const held = state[device];
    if (held === undefined) return 'no-device';
    const next = edit(held);
    if (typeof next === 'string') return next;
    writeNetwork(root, { ...state, [device]: next });
    return 'done';
  } finally {
    unlock(lock);
  }
}

import { readdir, readFile, readlink, rm } from 'node:fs/promises';

import { readIfPresent } from '../../durable-file.ts';
import { readAttribute } from '../configuration/attribute-file.ts';
import type { StepContext } from './step-context.ts';

/**
 * Takes away what an oned leaves behind that was killed: its lock, which makes `onedb` refuse, and the virtual
 * address, which stays on the machine unless the unit's clean-up ran (opennebula.md, fact 10). Only for an oned
 * that is proved dead.
 */
export async function removeRemains(context: StepContext): Promise<void> {
  await rm(context.config.files.onedLock, { force: true });
  for (const { device, address } of await virtualAddresses(context)) {
    if (!(await carries(context, device, address))) continue;
    await context.run([context.config.programs.ip, 'address', 'del', address, 'dev', device]);
    await context.say(`left behind and removed: ${address} on ${device}`);
  }
}

/** A living oned of this machine that systemd does not know of: its pid, in words; undefined when there is none. */
export async function strayOned(): Promise<string | undefined> {
  const own = await readlink('/proc/self/ns/net').catch(() => '');
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    if (name.trim() !== 'oned') continue;
    // One in another network namespace is another machine's, as far as OpenNebula is concerned.
    if ((await readlink(`/proc/${pid}/ns/net`).catch(() => '')) !== own) continue;
    // A zombie has ended and only waits to be collected.
    const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (status.slice(status.lastIndexOf(')') + 2).startsWith('Z') || status === '') continue;
    return `pid ${pid}`;
  }
  return undefined;
}

interface HeldAddress {
  readonly device: string;
  readonly address: string;
}

/** What the follower hook of oned.conf removes: `follower IF ADDRESS/PREFIX`, from 5.12 on several pairs. */
export async function virtualAddresses({ config }: StepContext): Promise<readonly HeldAddress[]> {
  const text = (await readIfPresent(config.files.onedConf)) ?? '';
  const [role, ...words] = (readAttribute(text, 'RAFT_FOLLOWER_HOOK', 'ARGUMENTS') ?? '').split(/\s+/);
  if (role !== 'follower') return [];
  const pairs: HeldAddress[] = [];
  for (let at = 0; at + 1 < words.length; at += 2) {
    const [device = '', address = ''] = words.slice(at, at + 2);
    const plain = /^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/.test(device) && /^[\d.]{7,15}\/\d{1,2}$/.test(address);
    if (plain) pairs.push({ device, address });
  }
  return pairs;
}

async function carries(context: StepContext, device: string, address: string): Promise<boolean> {
  const argv = [context.config.programs.ip, '-j', 'address', 'show', 'dev', device];
  const { exitCode, output } = await context.ask(argv);
  return exitCode === 0 && output.includes(`"${address.split('/')[0] ?? ''}"`);
}

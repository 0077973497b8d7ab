import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { HelperConfig } from './config.ts';
import { type OwnedKeys, readIdentity, unreadable } from './identity.ts';
import { runCommand } from './programs/run-command.ts';
import { interfacesHolding, interfaceToHold } from './virtual-interface.ts';

const ipMs = 5000;
/** Two questions, one a second. */
const probeMs = 5000;
const announcements = '3';

/** Ends the announcements that still go on: an address that is taken away must not be announced any more. */
let announcing = new AbortController();

/**
 * Puts the virtual address on this node and announces it, or takes it away. Which address it is stands in the identity
 * file, and where it goes is looked at (virtual-interface.ts), so no caller can name another; only a member may have
 * it at all.
 *
 * @throws HapyError HAPY-E451 this node is no member, HAPY-E452 the kernel says no
 */
export async function changeVirtualAddress(config: HelperConfig, present: boolean): Promise<void> {
  const keys = await memberKeys(config);
  const { vipAddress: address } = keys;
  announcing.abort();
  const shown = await shownAddresses(config);
  if (!present) {
    for (const device of interfacesHolding(keys, shown)) await change(config, keys, ['del', device]);
    return;
  }
  const device = interfaceToHold(keys, shown);
  await change(config, keys, ['add', device]);
  // The first packet leaves at once and arping stays for a second after each: nobody waits for that, least of all
  // the watchdog, which may have to take the address away again.
  announcing = new AbortController();
  for (const way of ['-U', '-A']) {
    const announce = [config.programs.arping, way, '-c', announcements, '-I', device, address];
    run(announce, probeMs, announcing.signal).catch(() => undefined);
  }
}

/** @throws HapyError HAPY-E452 */
async function change(
  { programs }: HelperConfig,
  { vipAddress, vipPrefixLength }: OwnedKeys,
  [verb, device]: readonly ['add' | 'del', string],
): Promise<void> {
  const argv = [programs.ip, 'address', verb, `${vipAddress}/${vipPrefixLength}`, 'dev', device];
  const { exitCode, output } = await run(argv, ipMs);
  // What is so already: 2, with words of the kernel.
  const already = verb === 'add' ? /File exists/ : /Cannot assign/;
  if (exitCode !== 0 && !already.test(output)) {
    throw new HapyError('HAPY-E452', { address: vipAddress, reason: output.trim().slice(0, 200) });
  }
}

/** Empty where `ip` does not say: the identity's interface is all there is to go by then. */
async function shownAddresses({ programs }: HelperConfig): Promise<string> {
  const { exitCode, output } = await run([programs.ip, '-j', 'address', 'show'], ipMs);
  return exitCode === 0 ? output : '';
}

/** Whether somebody else answers at the virtual address (duplicate address detection of arping(8)). */
export async function probeVirtualAddress(config: HelperConfig): Promise<boolean> {
  const keys = await memberKeys(config);
  const device = interfaceToHold(keys, await shownAddresses(config));
  const probe = [config.programs.arping, '-D', '-q', '-c', '2', '-w', '2', '-I', device, keys.vipAddress];
  // 0 is silence; whatever else, nothing was proved.
  return (await run(probe, probeMs)).exitCode !== 0;
}

async function memberKeys(config: HelperConfig): Promise<OwnedKeys> {
  const identity = await readIdentity(config.identityFile);
  if (identity === unreadable || identity.state !== 'member') throw new HapyError('HAPY-E451');
  return identity.keys;
}

function run(argv: readonly string[], timeoutMs: number, signal = new AbortController().signal) {
  return runCommand(argv, {
    signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), signal]),
    environment: { LANG: 'C', LC_ALL: 'C' },
  });
}

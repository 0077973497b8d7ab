import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { HelperConfig } from './config.ts';
import { type OwnedKeys, readIdentity, unreadable } from './identity.ts';
import { runCommand } from './programs/run-command.ts';

const ipMs = 5000;
/** Two questions, one a second. */
const probeMs = 5000;
const announcements = '3';

/** Ends the announcements that still go on: an address that is taken away must not be announced any more. */
let announcing = new AbortController();

/**
 * Puts the virtual address on this node and announces it, or takes it away. Which address and interface stands
 * in the identity file, so no caller can name another; only a member may have it at all.
 *
 * @throws HapyError HAPY-E451 this node is no member, HAPY-E452 the kernel says no
 */
export async function changeVirtualAddress(config: HelperConfig, present: boolean): Promise<void> {
  const { vipAddress, vipPrefixLength, vipInterface } = await memberKeys(config);
  const { ip, arping } = config.programs;
  announcing.abort();
  const where = [`${vipAddress}/${vipPrefixLength}`, 'dev', vipInterface];
  const { exitCode, output } = await run([ip, 'address', present ? 'add' : 'del', ...where], ipMs);
  // What is so already: 2, with words of the kernel.
  const already = present ? /File exists/ : /Cannot assign/;
  if (exitCode !== 0 && !already.test(output)) {
    throw new HapyError('HAPY-E452', { address: vipAddress, reason: output.trim().slice(0, 200) });
  }
  if (!present) return;
  // The first packet leaves at once and arping stays for a second after each: nobody waits for that, least of all
  // the watchdog, which may have to take the address away again.
  announcing = new AbortController();
  for (const way of ['-U', '-A']) {
    const announce = [arping, way, '-c', announcements, '-I', vipInterface, vipAddress];
    run(announce, probeMs, announcing.signal).catch(() => undefined);
  }
}

/** Whether somebody else answers at the virtual address (duplicate address detection of arping(8)). */
export async function probeVirtualAddress(config: HelperConfig): Promise<boolean> {
  const { vipAddress, vipInterface } = await memberKeys(config);
  const probe = [config.programs.arping, '-D', '-q', '-c', '2', '-w', '2', '-I', vipInterface, vipAddress];
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

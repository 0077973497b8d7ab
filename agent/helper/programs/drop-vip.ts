import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { readIdentity, unreadable } from '../identity.ts';
import { interfacesHolding } from '../virtual-interface.ts';
import type { StepContext } from './step-context.ts';

/** `ip` ends with 2 when the kernel says that the address is not there. */
const absent = 2;

/**
 * Takes the virtual address of this member off the interfaces that have it. Which address comes from the identity
 * file, never from a caller. Doing it where it is done changes nothing.
 *
 * @throws HapyError HAPY-E323 the identity cannot be read, HAPY-E589 this is no member, HAPY-E330
 */
export async function dropVip(context: StepContext): Promise<void> {
  const { config, job } = context;
  const identity = await readIdentity(config.identityFile);
  if (identity === unreadable) throw new HapyError('HAPY-E323', { path: config.identityFile });
  if (identity.state !== 'member') throw new HapyError('HAPY-E589', { node: job.node });
  const { vipAddress, vipPrefixLength } = identity.keys;
  const program = config.programs.ip;
  const shown = await context.run([program, '-j', 'address', 'show']);
  for (const device of interfacesHolding(identity.keys, shown.output)) {
    const words = ['address', 'del', `${vipAddress}/${vipPrefixLength}`, 'dev', device];
    const { exitCode, output } = await context.run([program, ...words]);
    if (exitCode !== 0 && exitCode !== absent)
      throw new HapyError('HAPY-E330', { program, exitCode, output });
  }
}

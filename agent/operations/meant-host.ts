import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { OperationContext } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';
import { requireSettledZone } from './settled-zone.ts';

/**
 * Whether the host of that id is there and bears the name that is meant: ids are given again after a removal. The
 * pool of this node's own oned counts, so it must lead.
 *
 * @throws HapyError HAPY-E408 another host has the id, and what `requireSettledZone` refuses with
 */
export async function isMeantHost(
  ports: Pick<AgentPorts, 'oned' | 'clock'>,
  { hostId, name }: { readonly hostId: number; readonly name: string },
  context: Pick<OperationContext, 'deadlineMs' | 'signal' | 'say'>,
): Promise<boolean> {
  await requireSettledZone(ports, context);
  const found = (await ports.oned.hosts(context.signal)).find((host) => host.id === hostId);
  if (found === undefined) {
    context.say('operation.host.absent', { id: hostId });
    return false;
  }
  if (found.name === name) return true;
  throw new HapyError('HAPY-E408', { id: hostId, found: found.name, expected: name });
}

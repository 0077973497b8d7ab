import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { AddHostRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';
import { requireSettledZone } from './settled-zone.ts';

/** Registers a hypervisor, once. The result has `host_id`. */
export function addHost(ports: AgentPorts): OperationKind<AddHostRequest> {
  return {
    kind: 'AddHost',
    codec: AddHostRequest,
    defaultDeadlineMs: 15_000,
    resumable: false,
    run: async ({ name, imMad, vmMad }, context) => {
      const { oned } = ports;
      const { deadlineMs, signal, say } = context;
      if (name === '') throw new HapyError('HAPY-E300', { field: 'name' });
      await requireSettledZone(ports, context);
      const present = (await oned.hosts(signal)).find((host) => host.name === name);
      if (present !== undefined) {
        say('operation.host.present', { name, id: present.id });
        return { host_id: String(present.id), already: 'true' };
      }
      say('operation.host.adding', { name });
      const drivers = { imMad: imMad || 'kvm', vmMad: vmMad || 'kvm' };
      const id = await oned.addHost({ name, ...drivers }, { deadlineMs, signal });
      return { host_id: String(id) };
    },
  };
}

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { DeclareDatastoreRequest } from '../../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../../operation-kind.ts';
import type { AgentPorts } from '../agent-ports.ts';
import { requireLeadership } from '../zone-leadership.ts';

/** A datastore on the shared storage, once. One of that name that is made otherwise is left as it is. */
export function declareDatastore({ oned }: AgentPorts): OperationKind<DeclareDatastoreRequest> {
  return {
    kind: 'DeclareDatastore',
    codec: DeclareDatastoreRequest,
    defaultDeadlineMs: 15_000,
    resumable: false,
    run: async ({ name, type }, { deadlineMs, signal, say }) => {
      if (name === '' || (type !== 'system' && type !== 'image'))
        throw new HapyError('HAPY-E300', { field: 'datastore' });
      await requireLeadership(oned, signal);
      const present = (await oned.datastores(signal)).find((each) => each.name === name);
      if (present !== undefined) {
        if (present.tmMad !== 'shared') throw new HapyError('HAPY-E851', { name, found: present.tmMad });
        return { datastore_id: String(present.id), already: 'true' };
      }
      say('operation.storage.declare-datastore', { name });
      const id = await oned.addDatastore({ name, kind: type }, { deadlineMs, signal });
      return { datastore_id: String(id) };
    },
  };
}

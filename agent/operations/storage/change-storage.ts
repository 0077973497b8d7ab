import { ChangeStorageRequest } from '../../../services/rpc/gen/hapy/agent/v1/agent.ts';
import { stepFromProto } from '../../../services/rpc/mapping/storage.ts';
import type { OperationKind } from '../../operation-kind.ts';
import type { AgentPorts } from '../agent-ports.ts';

/**
 * One step of the storage, by the helper. glusterd goes on with what it has begun when nobody listens any more, so an
 * agent that was restarted meanwhile calls it unknown, and what is observed decides.
 */
export function changeStorage({ helper, storage }: AgentPorts): OperationKind<ChangeStorageRequest> {
  return {
    kind: 'ChangeStorage',
    codec: ChangeStorageRequest,
    defaultDeadlineMs: 150_000,
    resumable: false,
    run: async (request, { runId, deadlineMs, signal, say }) => {
      const wanted = stepFromProto(request.step);
      const step = 'seed' in wanted && wanted.seed === '' ? { ...wanted, seed: runId } : wanted;
      say(`operation.storage.${step.is}`, partsOf(step));
      try {
        await helper.changeStorage(step, deadlineMs, signal);
      } finally {
        // Done, refused or unknown: nobody may be told what was seen before. Reading changes nothing.
        if (step.is !== 'read-probe') storage.forget();
      }
      return {};
    },
  };
}

/** What of a step its message names. */
function partsOf(step: ReturnType<typeof stepFromProto>): Readonly<Record<string, string>> {
  const name = 'name' in step ? step.name : '';
  const volume = 'volume' in step ? step.volume : '';
  return { name, volume };
}

import type { StoragePlaces } from '../../../services/domain/storage/storage-state.ts';
import type { StorageQuestion } from '../../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { AgentPorts } from '../agent-ports.ts';

/** What this node's brick and mount point would find; undefined where no storage is wanted. */
export async function storagePlaces(
  { helper }: AgentPorts,
  question: StorageQuestion | undefined,
): Promise<StoragePlaces | undefined> {
  return question && helper.inspectStoragePlaces(question.brick, question.mount);
}

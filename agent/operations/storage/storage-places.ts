import type { StoragePlaces } from '../../../services/domain/storage/storage-state.ts';
import type { StorageQuestion } from '../../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { AgentPorts } from '../agent-ports.ts';

/** What this node's brick and mount points would find; undefined where no storage is wanted. */
export async function storagePlaces(
  { helper }: AgentPorts,
  question: StorageQuestion | undefined,
): Promise<StoragePlaces | undefined> {
  if (question === undefined) return undefined;
  const places = await helper.inspectStoragePlaces(question.brick, question.mount);
  const filledMounts: string[] = [];
  for (const path of question.datastoreMounts) {
    const { mountEmpty } = await helper.inspectStoragePlaces('', path);
    if (!mountEmpty) filledMounts.push(path);
  }
  return { ...places, filledMounts };
}

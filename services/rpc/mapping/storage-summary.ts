import type { StorageSummary } from '../../domain/storage/storage-summary.ts';
import type { StorageStatus } from '../gen/hapy/coordinator/v1/coordinator.ts';

export function storageSummaryToProto(summary: StorageSummary): StorageStatus {
  return {
    ...summary,
    pending: BigInt(summary.pending),
    splitBrain: BigInt(summary.splitBrain),
    mounted: [...summary.mounted],
    healedSeenAtMs: BigInt(summary.healedSeenAtMs),
  };
}

export function storageSummaryFromProto(message: StorageStatus): StorageSummary & { mounted: string[] } {
  return {
    ...message,
    pending: Number(message.pending),
    splitBrain: Number(message.splitBrain),
    healedSeenAtMs: Number(message.healedSeenAtMs),
  };
}

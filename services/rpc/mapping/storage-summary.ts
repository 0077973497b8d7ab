import { type BrickStanding, brickWords } from '../../domain/storage/brick-standings.ts';
import type { StorageSummary } from '../../domain/storage/storage-summary.ts';
import type { BrickStatus, StorageStatus } from '../gen/hapy/coordinator/v1/coordinator.ts';

export function storageSummaryToProto(summary: StorageSummary): StorageStatus {
  return {
    ...summary,
    pending: BigInt(summary.pending),
    splitBrain: BigInt(summary.splitBrain),
    mounted: [...summary.mounted],
    healedSeenAtMs: BigInt(summary.healedSeenAtMs),
    perBrick: summary.perBrick.map((brick) => ({
      ...brick,
      pending: BigInt(brick.pending),
      splitBrain: BigInt(brick.splitBrain),
      freeBytes: BigInt(brick.freeBytes),
      totalBytes: BigInt(brick.totalBytes),
    })),
  };
}

export function storageSummaryFromProto(
  message: StorageStatus,
): StorageSummary & { mounted: string[]; perBrick: BrickStanding[] } {
  return {
    ...message,
    pending: Number(message.pending),
    splitBrain: Number(message.splitBrain),
    healedSeenAtMs: Number(message.healedSeenAtMs),
    perBrick: message.perBrick.map(brickFromProto),
  };
}

/** A word that a newer coordinator has tells nothing here. */
function brickFromProto({ state, ...brick }: BrickStatus): BrickStanding {
  return {
    ...brick,
    state: brickWords.find((word) => word === state) ?? 'unknown',
    pending: Number(brick.pending),
    splitBrain: Number(brick.splitBrain),
    freeBytes: Number(brick.freeBytes),
    totalBytes: Number(brick.totalBytes),
  };
}

import type { Snapshot } from '../snapshot.ts';
import type { SpecNode } from '../spec.ts';
import type { StorageSpec } from '../storage/storage-spec.ts';
import type { Draft } from './draft.ts';

/** What the steps of the storage share. They come one after the other: glusterd does one thing at a time. */
export interface StorageDraft {
  readonly draft: Draft;
  readonly snapshot: Snapshot;
  readonly storage: StorageSpec;
  /** Nodes whose glusterd answers now or, for those that come into the zone in this plan, will answer. */
  readonly nodes: readonly SpecNode[];
}

import type { SpecNode } from './spec.ts';
import type { StorageSpec } from './storage/storage-spec.ts';

/**
 * A verb of a cluster's life, as a person asks for it. `add`, `remove`, `replace` and `store` change the spec, once, when
 * their run starts; the others leave it as it is. It stands in the plan and is hashed with it, so that a plan file
 * can be applied and a run resumed for what it was made.
 */
export type Intent =
  | { readonly verb: 'add'; readonly nodes: readonly SpecNode[] }
  | { readonly verb: 'remove'; readonly node: string; readonly dead: boolean; readonly fence: string }
  | {
      readonly verb: 'replace';
      readonly node: string;
      readonly replacement: SpecNode;
      readonly fence: string;
    }
  | {
      readonly verb: 'reconfigure';
      /** Empty means all. */
      readonly nodes: readonly string[];
      /** Nodes that are no voters at the same time. */
      readonly parallel: boolean;
      /** Names this rollout, so that a resumed one knows on which nodes it was done. */
      readonly id: string;
    }
  | { readonly verb: 'instantiate'; readonly nodes: readonly string[]; readonly parallel: boolean }
  /** The storage that is wanted from now on. */
  | { readonly verb: 'store'; readonly storage: StorageSpec }
  | { readonly verb: 'repair' }
  | { readonly verb: 'adopt' };

/** The nodes that a verb brings in, which need not have joined when the plan is made. */
export function expectedBy(intent: Intent | undefined): readonly string[] {
  if (intent?.verb === 'add') return intent.nodes.map((node) => node.name);
  return intent?.verb === 'replace' ? [intent.replacement.name] : [];
}

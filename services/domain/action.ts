import type { Condition } from './condition.ts';
import type { Place } from './place.ts';
import type { StorageActionKind } from './storage/storage-step.ts';

/**
 * What an action does. Most ask one agent for one operation. `bar-identity` and `forget-node` are done by the
 * coordinator itself, in its store. `await` asks for nothing and is finished when its postcondition holds, so that
 * many actions can wait for one.
 */
export type ActionKind =
  | StorageActionKind
  | 'instantiate'
  | 'hold-oned'
  | 'configure-solo'
  | 'configure-member'
  | 'start-oned'
  | 'stop-oned'
  | 'add-zone-server'
  | 'remove-zone-server'
  | 'export-seed'
  | 'import-seed'
  | 'set-zone-endpoint'
  | 'configure-peer-ssh'
  | 'add-host'
  | 'remove-host'
  | 'reconfigure'
  | 'restore-server'
  | 'disable-host'
  | 'reset-zone-server'
  | 'drop-vip'
  | 'prove-service'
  | 'adopt-server'
  | 'bar-identity'
  | 'forget-node'
  | 'await';

/** One step of a plan on one node. */
export interface Action {
  /** Unique in its plan and made of its kind and node, for example "add-host/hapy2". */
  readonly id: string;
  readonly kind: ActionKind;
  /** The node it is about; empty for an `await` that is about the whole zone. */
  readonly node: string;
  /** Whose agent carries it out: usually the node itself, for zone changes the leader. */
  readonly at: Place;
  readonly parameters: Readonly<Record<string, string>>;
  /** Ids of the actions that must have finished before. */
  readonly after: readonly string[];
  /** All must hold when it is reached. */
  readonly precondition: readonly Condition[];
  /**
   * All hold within the deadline, or the action has failed. When all hold before it is dispatched, it is, unless
   * it is a proof, finished without being asked of anybody: a stopped oned does not show its pool, so a plan may hold steps
   * that turn out to be done.
   */
  readonly postcondition: readonly Condition[];
  /** From dispatch to postcondition, in milliseconds. */
  readonly deadlineMs: number;
}

const proofs: ReadonlySet<string> = new Set<ActionKind>([
  'prove-service',
  // What was stopped before may come back by itself any moment; stopped again, it stays away long enough.
  'stop-brick',
  'write-probe',
  'read-probe',
  'clear-probe',
]);

/** Whether it is done for the proof that the doing is: that its postcondition holds already proves nothing. */
export function isProof(kind: ActionKind | ''): boolean {
  return proofs.has(kind);
}

/** The last proof of a drill: with it the drill has succeeded. */
export function provesAll(kind: ActionKind | ''): boolean {
  return kind === 'prove-service' || kind === 'clear-probe';
}

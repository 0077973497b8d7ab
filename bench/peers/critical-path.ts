/** An action of a run that is over. */
export interface DoneAction {
  readonly id: string;
  readonly node: string;
  readonly after: readonly string[];
  readonly startedMs: number;
  readonly finishedMs: number;
  /** How long the node itself was at it, by its own record. */
  readonly nodeMs: number;
}

/**
 * The longest chain of what the nodes themselves did, each after those that the plan puts before it and, since a node does one
 * thing at a time, after what the same node did before. Nobody who gives the orders could have been faster.
 */
export function criticalPathMs(actions: readonly DoneAction[]): number {
  const endMs = new Map<string, number>();
  const inOrder = actions.toSorted((one, other) => one.finishedMs - other.finishedMs);
  for (const action of inOrder) {
    const sameNode = inOrder.filter(
      ({ node, finishedMs }) => node === action.node && finishedMs <= action.startedMs,
    );
    const before = [...action.after, ...sameNode.map(({ id }) => id)].map((id) => endMs.get(id) ?? 0);
    endMs.set(action.id, Math.max(0, ...before) + action.nodeMs);
  }
  return Math.max(0, ...endMs.values());
}

import type { NodeState } from './observed.ts';

const shapes = new WeakMap<NodeState, string>();

/** The server pool as one text, so that two nodes' views of it can be compared (fact 8). */
export function poolShape(state: NodeState): string {
  let shape = shapes.get(state);
  if (shape === undefined) {
    const servers = [...(state.zone?.servers ?? [])].sort((one, other) => one.id - other.id);
    shape = servers.map((server) => `${server.id} ${server.name} ${server.endpoint}`).join('\n');
    shapes.set(state, shape);
  }
  return shape;
}

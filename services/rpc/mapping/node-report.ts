import type { NodeReport } from '../../domain/observed.ts';
import type { NodeStatus } from '../gen/hapy/coordinator/v1/coordinator.ts';
import { nodeStateFromProto } from './node-state.ts';

/** The last state of a node that does not answer now tells nothing about now. */
export function reportFromProto(node: NodeStatus): NodeReport {
  const atMs = Number(node.lastHeardMs);
  if (node.state !== undefined && node.unreachable === undefined) {
    return { node: node.name, atMs, state: nodeStateFromProto(node.state) };
  }
  const { code, parameters } = node.unreachable ?? { code: '', parameters: {} };
  return { node: node.name, atMs, state: undefined, unreachable: { code, parameters } };
}

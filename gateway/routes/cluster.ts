import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { NodeStatus } from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { nodeStateFromProto } from '../../services/rpc/mapping/node-state.ts';
import type { Asking, Coordinator } from '../ports.ts';

const reading = { roles: ['operator', 'auditor'] } as const;

/** The reading routes: what stands, which nodes, and what would be done. */
export function clusterRoutes(
  app: FastifyInstance,
  coordinator: Coordinator,
  askingFor: (request: FastifyRequest) => Asking,
): void {
  app.get('/v1/status', { config: reading }, async (request) => {
    const { nodes, ...status } = await coordinator.getStatus(askingFor(request));
    return { ...status, nodes: nodes.map(nodeView) };
  });

  app.get('/v1/nodes', { config: reading }, async (request) => {
    const { nodes, atMs } = await coordinator.getStatus(askingFor(request));
    return { atMs, nodes: nodes.map(nodeView) };
  });

  app.get('/v1/plan', { config: reading }, async (request) => {
    const { hash, empty, planJson } = await coordinator.getPlan(askingFor(request));
    return { hash, empty, plan: JSON.parse(planJson) as unknown };
  });
}

/** A node in the words of the domain, not in the numbers of the wire. */
function nodeView({ state, unreachable, ...node }: NodeStatus) {
  return {
    ...node,
    reachable: unreachable === undefined && state !== undefined,
    ...(state && { state: nodeStateFromProto(state) }),
    ...(unreachable && { unreachable: { code: unreachable.code, parameters: unreachable.parameters } }),
  };
}

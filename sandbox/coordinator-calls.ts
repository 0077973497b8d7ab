import { callUnary, connectWithClaim } from '../services/rpc/client.ts';
import {
  CoordinatorServiceClient,
  type GetStatusResponse,
} from '../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { leaderOf } from '../services/domain/snapshot.ts';
import { nodeStateFromProto } from '../services/rpc/mapping/node-state.ts';
import type { SandboxLayout } from './layout.ts';

const deadlineMs = 20_000;
const tokenTtlSeconds = 30 * 60;

/** The few things that the sandbox asks of its coordinator, as an administrator of this machine. */
export interface CoordinatorCalls {
  createToken(node: string): Promise<string>;
  status(): Promise<GetStatusResponse>;
  close(): void;
}

export function connectCoordinator(layout: SandboxLayout): CoordinatorCalls {
  const target = connectWithClaim(`${layout.sockets}/coordinator.sock`, `${layout.sockets}/claims`);
  const client = new CoordinatorServiceClient(target.address, target.credentials, target.options);
  return {
    createToken: async (node) => {
      const request = { node, ttlSeconds: tokenTtlSeconds };
      const settings = { deadlineMs, what: `CreateToken ${node}` };
      const { token } = await callUnary(client.createToken.bind(client), request, settings);
      return token;
    },
    status: () => callUnary(client.getStatus.bind(client), {}, { deadlineMs, what: 'GetStatus' }),
    close: () => client.close(),
  };
}

/** The nodes that are not enrolled, or were not heard yet. */
export function unheardNodes(status: GetStatusResponse): string[] {
  const unheard = status.nodes.filter((node) => {
    return !node.enrolled || node.state === undefined || node.unreachable !== undefined;
  });
  return unheard.map((node) => node.name);
}

/** The name of the leader that a majority agrees on. */
export function leaderIn(status: GetStatusResponse): string | undefined {
  const reports = status.nodes.flatMap((node) => {
    const atMs = Number(node.lastHeardMs);
    return node.state === undefined ? [] : [{ node: node.name, atMs, state: nodeStateFromProto(node.state) }];
  });
  const { clusterId, nodes, vip } = status;
  return leaderOf({ clusterId, platform: 'eole', nodes, vip: vip ?? { address: '', name: '' } }, { reports });
}

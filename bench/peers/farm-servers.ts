import { Server, ServerCredentials } from '@grpc/grpc-js';

import { systemClock } from '../../services/base/clock.ts';
import { createLog } from '../../services/base/log.ts';
import {
  AgentServiceService,
  type AgentServiceServer,
  type WatchStateRequest,
} from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import {
  AgentTrustServiceService,
  type AgentTrustServiceServer,
  type TrustList,
} from '../../services/rpc/gen/hapy/agent/v1/trust.ts';
import type { NodeState } from '../../services/rpc/gen/hapy/agent/v1/state.ts';
import { serverStream, unary } from '../../services/rpc/handlers.ts';
import { changesSince } from '../../services/rpc/mapping/state-changes.ts';
import { startTlsServer } from '../../services/rpc/server.ts';
import type { FarmNode } from './cluster.ts';
import type { Still } from './still.ts';

/** Our listener with what it needs, and handlers as the agent's, over a state that is at hand. */
export async function serveOurs(node: FarmNode, port: number, still: Still): Promise<void> {
  const { address: host, identity } = node;
  const lease = (holder: string, epoch: bigint, ttlMs: number) => {
    const nowMs = BigInt(Date.now());
    return {
      granted: true,
      lease: { holder, epoch, expiresAtMs: nowMs + BigInt(ttlMs), grantedAtMs: nowMs },
    };
  };
  const agent = {
    getState: unary(async () => ({ state: still.message })),
    watchState: serverStream(async function* (asked: WatchStateRequest, { signal }) {
      let before: NodeState | undefined;
      while (!signal.aborted) {
        const state = still.message;
        yield before === undefined ? { state, changed: [] } : changesSince(before, state);
        if (asked.onlyChanges) before = state;
        await still.changed(asked.heartbeatMs);
      }
    }),
    listOperations: unary(async () => ({ operations: [] })),
    acquireLease: unary(async (asked: { holder: string; epoch: bigint; ttlMs: number }) =>
      lease(asked.holder, asked.epoch, asked.ttlMs),
    ),
    renewLease: unary(async (asked: { holder: string; epoch: bigint; ttlMs: number }) =>
      lease(asked.holder, asked.epoch, asked.ttlMs),
    ),
  } as unknown as AgentServiceServer;
  await startTlsServer({
    ...{ host, port, identity, clusterId: 'bench' },
    services: [
      { definition: AgentServiceService, implementation: agent },
      { definition: AgentTrustServiceService, implementation: trustOf(node) },
    ],
    ...{ log: createLog('farm', 'silent'), clock: systemClock },
  });
}

/** Believes what it is told, as a node of a healthy cluster does. */
function trustOf({ identity }: FarmNode): AgentTrustServiceServer {
  let told: TrustList | undefined;
  return {
    getTrust: unary(async () => ({
      trust: told,
      certificateChain: identity.certificateChainPem,
      renewalFailure: undefined,
    })),
    setTrust: unary(async ({ trust }: { trust: TrustList | undefined }) => {
      told = trust;
      return { version: trust?.version ?? 0n };
    }),
  } as unknown as AgentTrustServiceServer;
}

/** grpc-js as its documentation shows it: mutual TLS by its own credentials, and callbacks. */
export async function serveBare(node: FarmNode, port: number, still: Still): Promise<void> {
  const { privateKeyPem, certificateChainPem, rootsPem } = node.identity;
  const pair = { private_key: Buffer.from(privateKeyPem), cert_chain: Buffer.from(certificateChainPem) };
  const server = new Server();
  server.addService(AgentServiceService, {
    getState: (_call: unknown, answer: Answer) => answer(null, { state: still.message }),
    listOperations: (_call: unknown, answer: Answer) => answer(null, { operations: [] }),
    watchState: (call: { request: WatchStateRequest; write(state: object): void; on: Listen }) => {
      const beat = () => call.write({ state: still.message, changed: [] });
      beat();
      const timer = setInterval(beat, call.request.heartbeatMs);
      call.on('cancelled', () => clearInterval(timer));
    },
  });
  const credentials = ServerCredentials.createSsl(Buffer.from(rootsPem), [pair], true);
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`${node.address}:${port}`, credentials, (error) => (error ? reject(error) : resolve()));
  });
}

type Answer = (error: null, message: object) => void;
type Listen = (event: 'cancelled', listener: () => void) => void;

import { setTimeout as delay } from 'node:timers/promises';

import type { Client } from '@grpc/grpc-js';

import { createThrowawayCa, type ThrowawayCa } from './pki/throwaway-pki.ts';
import { systemClock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import { createLog } from '../services/base/log.ts';
import { tlsTarget } from '../services/rpc/client.ts';
import { AgentServiceClient } from '../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { TlsIdentity } from '../services/rpc/identity.ts';
import { type RpcServer, type ServiceBinding, startTlsServer } from '../services/rpc/server.ts';
import { buildUri } from '../services/rpc/uri.ts';

export const clusterId = 'c1';
export const agentUri = buildUri(clusterId, 'agent', 'hapy1');

/** What the tests of servers and clients stand on: an authority, some identities, and their clean-up. */
export class RpcFixture {
  readonly ca: ThrowawayCa = createThrowawayCa('cluster');
  readonly agent: TlsIdentity = this.issue(agentUri);
  readonly coordinator: TlsIdentity = this.issue(buildUri(clusterId, 'coordinator'));
  readonly logged: string[] = [];
  readonly log = createLog('test', 'debug', { write: (line: string) => void this.logged.push(line) });
  readonly #servers: RpcServer[] = [];
  readonly #clients: Client[] = [];

  issue(uri: string, more: { fromSeconds?: number; toSeconds?: number } = {}): TlsIdentity {
    return this.ca.issue({ names: [`URI:${uri}`, 'IP:127.0.0.1', 'DNS:localhost'], ...more });
  }

  async serve(
    services: readonly ServiceBinding[],
    identity = this.agent,
    clock = systemClock,
    more: Partial<Pick<Parameters<typeof startTlsServer>[0], 'keepalive' | 'audit' | 'port'>> = {},
  ): Promise<RpcServer> {
    const place = { host: '127.0.0.1', port: 0, identity, clusterId };
    const server = await startTlsServer({ ...place, ...more, services, log: this.log, clock });
    this.#servers.push(server);
    return server;
  }

  agentClient(
    server: RpcServer,
    identity: TlsIdentity | { rootsPem: string } = this.coordinator,
  ): AgentServiceClient {
    const target = tlsTarget({ address: '127.0.0.1', port: server.port, expectedUri: agentUri, identity });
    return this.keep(new AgentServiceClient(target.address, target.credentials, target.options));
  }

  keep<C extends Client>(client: C): C {
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.close();
    await Promise.all(this.#servers.splice(0).map((server) => server.close(0)));
    this.logged.length = 0;
  }
}

/** The code of the HapyError that a promise is rejected with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'no error';
  } catch (error) {
    if (error instanceof HapyError) return error.code;
    throw error;
  }
}

/** Waits until something is true, looking every few milliseconds; the test's own timeout ends it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5);
}

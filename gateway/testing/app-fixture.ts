import type { FastifyInstance } from 'fastify';

import { systemClock } from '../../services/base/clock.ts';
import { createLog } from '../../services/base/log.ts';
import type { Role } from '../../services/rpc/caller.ts';
import { type Standing, unixPeer } from '../../services/rpc/peer.ts';
import { buildApp } from '../app.ts';
import type { Coordinator } from '../ports.ts';
import { workingCoordinator } from './fake-coordinator.ts';

export const as = (role: Role): Standing => unixPeer({ role, name: 'ada', uri: '', peer: 'test' });

/** Applications without a listener, closed after each test. */
export class AppFixture {
  readonly logged: string[] = [];
  isReady = true;
  readonly #built: FastifyInstance[] = [];

  async app(
    standing: Standing = as('operator'),
    coordinator: Partial<Coordinator> = {},
  ): Promise<FastifyInstance> {
    const built = await buildApp({
      coordinator: { ...workingCoordinator, ...coordinator },
      standingOf: () => standing,
      isReady: () => Promise.resolve(this.isReady),
      clock: systemClock,
      log: createLog('test', 'debug', { write: (line: string) => void this.logged.push(line) }),
      https: null,
    });
    this.#built.push(built);
    return built;
  }

  async close(): Promise<void> {
    await Promise.all(this.#built.splice(0).map((built) => built.close()));
    this.logged.length = 0;
  }
}

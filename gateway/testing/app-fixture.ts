import type { FastifyInstance } from 'fastify';

import { type Clock, systemClock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { createLog } from '../../services/base/log.ts';
import type { Role } from '../../services/rpc/caller.ts';
import { nobody, type Standing } from '../../services/rpc/peer.ts';
import { buildApp } from '../app.ts';
import type { ConsoleFiles } from '../console-files.ts';
import type { Coordinator } from '../ports.ts';
import { workingCoordinator } from './fake-coordinator.ts';

/** Whoever shows a certificate of this role. */
export function as(role: Role, serial = '0a', notAfterMs = Infinity): Standing {
  const uri = `spiffe://c1/${role}/ada`;
  return {
    proved: true,
    peer: { role, name: 'ada', uri, peer: 'test', serial, issuer: '', key: '', notAfterMs },
  };
}

/** Whoever shows none. */
export const stranger = nobody(new HapyError('HAPY-E100'));

/** Whoever would wait for something to happen has waited; the longer waits of the program itself last. */
export const impatientClock: Clock = {
  now: () => systemClock.now(),
  delay: (delayMs, signal) =>
    delayMs > 30_000 ? systemClock.delay(delayMs, signal) : new Promise((resolve) => setImmediate(resolve)),
};

/** Applications without a listener, closed after each test. */
export class AppFixture {
  readonly logged: string[] = [];
  isReady = true;
  clock: Clock = systemClock;
  console: ConsoleFiles = new Map();
  readonly #built: FastifyInstance[] = [];

  async app(
    standing: Standing | (() => Standing) = as('operator'),
    coordinator: Partial<Coordinator> = {},
  ): Promise<FastifyInstance> {
    const built = await buildApp({
      coordinator: { ...workingCoordinator, ...coordinator },
      standingOf: () => (typeof standing === 'function' ? standing() : standing),
      isReady: () => Promise.resolve(this.isReady),
      console: this.console,
      clock: this.clock,
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

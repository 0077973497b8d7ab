import assert from 'node:assert/strict';
import type { Socket } from 'node:net';

import type { FastifyRequest } from 'fastify';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Role } from '../services/rpc/caller.ts';
import type { Person } from '../services/rpc/on-behalf.ts';
import type { Standing } from '../services/rpc/peer.ts';
import type { Asking } from './ports.ts';
import type { Origin } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whose certificate opens this route; a route without roles is closed to everyone. */
    readonly roles?: readonly (Role | 'everyone')[];
    /** Its last answer is shown, as such, while the coordinator cannot be asked. */
    readonly lastKnown?: true;
  }
}

const nobody: Person = { uri: '', serial: '' };

/** Who may use which route: decided before a handler runs, and remembered for it. */
export class Access {
  readonly #standingOf: (socket: Socket) => Standing;
  /** Who was let through. Whatever fails for one of them is not for want of proof. */
  readonly #persons = new WeakMap<FastifyRequest, Person>();

  constructor(standingOf: (socket: Socket) => Standing) {
    this.#standingOf = standingOf;
  }

  /** @throws HapyError why the connection proves nobody, or HAPY-E110 when that role has no right here */
  authorise(request: FastifyRequest): void {
    if (request.is404) return;
    const roles = request.routeOptions.config.roles ?? [];
    if (roles.includes('everyone')) {
      this.#persons.set(request, nobody);
      return;
    }
    const standing = this.#standingOf(request.raw.socket);
    if (!standing.proved) throw standing.reason;
    const { role, name, uri, serial } = standing.peer;
    if (!roles.includes(role)) {
      throw new HapyError('HAPY-E110', { role, rpc: `${request.method} ${request.routeOptions.url ?? ''}` });
    }
    request.log.debug({ role, name }, 'request authorised');
    this.#persons.set(request, { uri, serial });
  }

  /** The person and the patience behind a request that was let through. */
  askingFor(request: FastifyRequest): Asking {
    const person = this.#persons.get(request);
    assert.ok(person !== undefined && person !== nobody, 'a route asked the coordinator for nobody');
    return { person, signal: request.signal };
  }

  /** Whose fault a want of proof is: before a request was let through the client's, afterwards ours. */
  originOf(request: FastifyRequest): Origin {
    return this.#persons.has(request) ? 'coordinator' : 'client';
  }

  /** Names the person in keys of the gateway's own. */
  keyOf(request: FastifyRequest): string {
    const { uri, serial } = this.#persons.get(request) ?? nobody;
    return `${uri} ${serial}`;
  }
}

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';

import type { FastifyRequest } from 'fastify';

import type { Clock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Role } from '../services/rpc/caller.ts';
import type { Person } from '../services/rpc/on-behalf.ts';
import type { Standing } from '../services/rpc/peer.ts';
import type { Bearers } from './bearers.ts';
import { departureOf } from './departure.ts';
import type { Asking } from './ports.ts';
import { isAboutGateway, type Origin } from './problem.ts';
import { isSafe, refuseOtherOrigins } from './same-origin.ts';
import { hasCsrf, type Session, sessionCookieOf, type Sessions } from './sessions.ts';
import type { Withdrawals } from './withdrawals.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use this route; a route without roles is closed to everyone. */
    readonly roles?: readonly (Role | 'everyone')[];
    /** Only for a browser that has a session: it is about that session. */
    readonly needsSession?: true;
    /** Its last answer is shown, as such, while the coordinator cannot be asked. */
    readonly lastKnown?: true;
  }
}

/** Who asks, and how that was proved. */
export interface Proved {
  readonly role: Role;
  /** "anne"; of an API token "token:nagios". */
  readonly name: string;
  readonly person: Person;
  readonly session?: Session;
  /** When the proof ends, milliseconds since 1970. */
  readonly untilMs: number;
}

/** How often it is asked whether who reads a stream still may. */
const proofAgainMs = 5_000;

interface Parts {
  readonly clock: Clock;
  /** Who is at the other end of a connection, proved by its certificate. */
  readonly standingOf: (socket: Socket) => Standing;
  readonly sessions: Sessions;
  readonly bearers: Bearers;
  readonly withdrawals: Withdrawals;
}

/** Who may use which route: decided before a handler runs, and remembered for it. */
export class Access {
  readonly #parts: Parts;
  /** Who was let through. */
  readonly #proved = new WeakMap<FastifyRequest, Proved>();
  /** Whatever the coordinator says about these is not for want of their proof. */
  readonly #asked = new WeakSet<FastifyRequest>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @throws HapyError why nobody is proved, or HAPY-E110 when that role has no right here, or HAPY-E760, HAPY-E767 */
  async authorise(request: FastifyRequest): Promise<void> {
    if (request.is404) return;
    refuseOtherOrigins(request);
    const { roles = [], needsSession } = request.routeOptions.config;
    if (roles.includes('everyone')) return;
    const proved = await this.#prove(request);
    const { role, name, session } = proved;
    if (needsSession && session === undefined) throw new HapyError('HAPY-E761');
    if (!roles.includes(role)) {
      throw new HapyError('HAPY-E110', { role, rpc: `${request.method} ${request.routeOptions.url ?? ''}` });
    }
    request.log.debug({ role, name }, 'request authorised');
    this.#proved.set(request, proved);
    this.#asked.add(request);
  }

  /**
   * Who a token or the connection's certificate proves, for a session that is to be opened.
   *
   * @throws HapyError why it proves nobody
   */
  async proveAnew(request: FastifyRequest, token: string | undefined): Promise<Proved> {
    return token === undefined ? this.#byCertificate(request) : this.#byToken(request, token);
  }

  wasLetThrough(request: FastifyRequest): boolean {
    return this.#proved.has(request);
  }

  /** Who was let through. */
  provedOf(request: FastifyRequest): Proved {
    const proved = this.#proved.get(request);
    assert.ok(proved !== undefined, 'a route asked for somebody where nobody was proved');
    return proved;
  }

  /** The person and the patience behind a request that was let through. */
  askingFor(request: FastifyRequest): Asking {
    const { person, session } = this.provedOf(request);
    return { person, signal: departureOf(request.raw.socket), ...(session && { until: session.ended }) };
  }

  /**
   * Waits until whoever was let through is nobody any more, and says why: a stream outlives the moment of its request.
   *
   * @throws when the signal is aborted
   */
  async lostProof(request: FastifyRequest, signal: AbortSignal): Promise<HapyError> {
    const { person } = this.provedOf(request);
    for (;;) {
      await this.#parts.clock.delay(proofAgainMs, signal);
      const why = await this.#refusalOf(request, person, signal);
      if (why !== undefined) return why;
    }
  }

  /** Whose fault a want of proof is: ours once the coordinator was asked for somebody who was let through. */
  originOf(request: FastifyRequest): Origin {
    return this.#asked.has(request) ? 'coordinator' : 'client';
  }

  /** Names who asks in keys of the gateway's own; undefined for nobody. */
  keyOf(request: FastifyRequest): string | undefined {
    const person = this.#proved.get(request)?.person;
    if (person === undefined) return undefined;
    if (!('apiToken' in person)) return `${person.uri} ${person.serial}`;
    return createHash('sha256').update(person.apiToken).digest('base64');
  }

  /** What is said with every request goes before what a browser keeps, and that before the connection. */
  async #prove(request: FastifyRequest): Promise<Proved> {
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined) {
      const [, token = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
      return this.#byToken(request, token);
    }
    const value = sessionCookieOf(cookie);
    return value === undefined ? this.#byCertificate(request) : this.#bySession(request, value);
  }

  async #bySession(request: FastifyRequest, value: string): Promise<Proved> {
    const session = this.#parts.sessions.use(value);
    if (session === undefined) throw new HapyError('HAPY-E761');
    const { person } = session;
    if (!isSafe(request) && !hasCsrf(session, request.headers['x-csrf-token'])) {
      throw new HapyError('HAPY-E760');
    }
    if ('apiToken' in person) return { ...(await this.#byToken(request, person.apiToken)), session };
    const proved = this.#byCertificate(request);
    const same = !('apiToken' in proved.person) && proved.person.serial === person.serial;
    if (!same) throw new HapyError('HAPY-E768');
    return { ...proved, session };
  }

  async #byToken(request: FastifyRequest, token: string): Promise<Proved> {
    this.#asked.add(request);
    const { role, name, expiresAtMs } = await this.#parts.bearers.of(token, departureOf(request.raw.socket));
    this.#asked.delete(request);
    return { role, name, person: { apiToken: token }, untilMs: expiresAtMs };
  }

  /** That the coordinator is away, or does not believe the gateway, says nothing of whoever reads. */
  async #refusalOf(
    request: FastifyRequest,
    person: Person,
    signal: AbortSignal,
  ): Promise<HapyError | undefined> {
    const { standingOf, bearers, withdrawals } = this.#parts;
    const standing = standingOf(request.raw.socket);
    if (!('apiToken' in person) && !standing.proved) return standing.reason;
    try {
      await ('apiToken' in person ? bearers.of(person.apiToken, signal) : withdrawals.refuse(person));
      return undefined;
    } catch (error) {
      const refused = error instanceof HapyError && error.category === 'UNAUTHENTICATED';
      return refused && !isAboutGateway(error) ? error : undefined;
    }
  }

  #byCertificate(request: FastifyRequest): Proved {
    const standing = this.#parts.standingOf(request.raw.socket);
    if (!standing.proved) throw standing.reason;
    const { role, name, uri, serial, notAfterMs } = standing.peer;
    return { role, name, person: { uri, serial }, untilMs: notAfterMs };
  }
}

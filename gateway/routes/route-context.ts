import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { Clock } from '../../services/base/clock.ts';
import type { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Language } from '../../services/base/messages/language.ts';
import type { Role } from '../../services/rpc/caller.ts';
import type { Log } from '../../services/base/log.ts';
import type { GatewayNumbers } from '../gateway-numbers.ts';
import type { Asking, Coordinator } from '../ports.ts';

/** What every route stands on. */
export interface RouteContext {
  readonly app: FastifyInstance;
  readonly coordinator: Coordinator;
  readonly clock: Clock;
  readonly log: Log;
  readonly numbers: GatewayNumbers;
  /** The person and the patience behind a request that was let through. */
  readonly askingFor: (request: FastifyRequest) => Asking;
  /** Resolves when that person is nobody any more, with the reason; rejected when the signal is aborted. */
  readonly lostProof: (request: FastifyRequest, signal: AbortSignal) => Promise<HapyError>;
  readonly languageOf: (request: FastifyRequest) => Language;
  /** The role of the person behind a request that was let through. */
  readonly roleOf: (request: FastifyRequest) => Role;
}

/** Whoever may look, and whoever may change something; the coordinator judges the same once more. */
export const reading = { roles: ['operator', 'auditor', 'token-operator', 'token-reader'] } as const;
export const changing = { roles: ['operator', 'token-operator'] } as const;
/** Who decides who is believed: persons alone. */
export const trusting = { roles: ['operator'] } as const;

/** Where everything is, so that links agree with routes. */
export const base = '/api/v1';

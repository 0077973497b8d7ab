import { setImmediate } from 'node:timers/promises';

import { type ErrorCode } from '../../services/base/errors/table.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { EnrollmentServiceService } from '../../services/rpc/gen/hapy/enrollment/v1/enrollment.ts';
import type {
  EnrollRequest,
  EnrollResponse,
  ProbeRequest,
  ProbeResponse,
  RenewRequest,
  RenewResponse,
} from '../../services/rpc/gen/hapy/enrollment/v1/enrollment.ts';
import { type CallContext, unary } from '../../services/rpc/handlers.ts';
import type { ServiceBinding } from '../../services/rpc/server.ts';
import { Turnstile } from '../agents/turnstile.ts';
import { renew, type RenewContext } from '../trust/renew.ts';
import { enrol, type EnrolContext } from './enrol.ts';
import { Nonces } from './nonces.ts';
import { addressOf, Refusals } from './refusals.ts';

export interface EnrollmentOptions extends Omit<EnrolContext, 'nonces'> {
  /** What renewals need besides; without it none is given. */
  readonly renewal?: () => Pick<RenewContext, 'trust' | 'spec' | 'isBarred'>;
  /** Told when a node was given a certificate by its token. */
  readonly onEnrolled?: (node: string) => void;
}

/** What is refused to somebody who may only be guessing; everything else is said to one who proved something. */
const guesses: readonly ErrorCode[] = [
  ...(['HAPY-E118', 'HAPY-E140', 'HAPY-E141', 'HAPY-E142', 'HAPY-E143'] as const),
  ...(['HAPY-E161', 'HAPY-E166', 'HAPY-E170'] as const),
];

/** The only service that a peer without a certificate may call (design section 3). */
export function createEnrollmentBinding(o: EnrollmentOptions): ServiceBinding {
  const context: EnrolContext = { ...o, nonces: new Nonces(o.clock) };
  const refusals = new Refusals(o.clock);
  // Each is some milliseconds of signatures and disk: between two of them whoever else has asked is answered.
  const oneByOne = new Turnstile(1);
  const inTurn = <T>(work: () => T): Promise<T> =>
    oneByOne.pass(async () => {
      await setImmediate();
      return work();
    });
  const guarded = <T>(call: CallContext, what: string, work: () => T): T => {
    const address = addressOf(call.caller.peer);
    refusals.check(address);
    try {
      return work();
    } catch (error) {
      if (error instanceof HapyError && guesses.includes(error.code)) refusals.add(address);
      context.log.warn({ err: error, peer: call.caller.peer }, `${what} refused`);
      throw error;
    }
  };
  return {
    definition: EnrollmentServiceService,
    implementation: {
      // Answers for every cluster id asked for: the node compares, and says which cluster it found.
      probe: unary<ProbeRequest, ProbeResponse>(async () => ({
        clusterId: context.authority.clusterId,
        nonce: context.nonces.create(),
        coordinatorTimeMs: BigInt(context.clock.now()),
      })),
      enroll: unary<EnrollRequest, EnrollResponse>(async ({ csr, ...request }, call) => {
        const result = await inTurn(() =>
          guarded(call, 'enrolment', () => enrol(context, { ...request, csrDer: csr })),
        );
        o.onEnrolled?.(request.node);
        return {
          certificateChain: result.certificateChainPem,
          roots: result.rootsPem,
          node: request.node,
          clusterId: context.authority.clusterId,
          notAfterMs: BigInt(result.notAfterMs),
        };
      }),
      renew: unary<RenewRequest, RenewResponse>(async ({ csr, ...request }, call) => {
        const result = guarded(call, 'renewal', () => {
          if (o.renewal === undefined) throw new HapyError('HAPY-E118', { holder: '?' });
          return renew({ ...context, ...o.renewal() }, { ...request, csrDer: csr });
        });
        return {
          certificateChain: result.certificateChainPem,
          roots: result.rootsPem,
          notAfterMs: BigInt(result.notAfterMs),
        };
      }),
    },
  };
}

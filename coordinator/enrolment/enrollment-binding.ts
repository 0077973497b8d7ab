import { EnrollmentServiceService } from '../../services/rpc/gen/hapy/enrollment/v1/enrollment.ts';
import type {
  EnrollRequest,
  EnrollResponse,
  ProbeRequest,
  ProbeResponse,
} from '../../services/rpc/gen/hapy/enrollment/v1/enrollment.ts';
import { unary } from '../../services/rpc/handlers.ts';
import type { ServiceBinding } from '../../services/rpc/server.ts';
import { enrol, type EnrolContext } from './enrol.ts';
import { Nonces } from './nonces.ts';

/** The only service that a peer without a certificate may call (design section 3). */
export function createEnrollmentBinding(o: Omit<EnrolContext, 'nonces'>): ServiceBinding {
  const context: EnrolContext = { ...o, nonces: new Nonces(o.clock) };
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
        try {
          const result = enrol(context, { ...request, csrDer: csr });
          return {
            certificateChain: result.certificateChainPem,
            roots: result.rootsPem,
            node: request.node,
            clusterId: context.authority.clusterId,
            notAfterMs: BigInt(result.notAfterMs),
          };
        } catch (error) {
          context.log.warn({ err: error, peer: call.caller.peer }, 'enrolment refused');
          throw error;
        }
      }),
    },
  };
}

import {
  type CoordinatorServiceServer,
  CoordinatorServiceService,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import type { ServiceBinding } from '../../services/rpc/server.ts';
import { eventRpcs } from './event-rpcs.ts';
import { lagRpcs } from './lag-rpcs.ts';
import { metricsRpcs } from './metrics-rpcs.ts';
import { planRpcs } from './plan-rpcs.ts';
import { preflightRpcs } from './preflight-rpcs.ts';
import { runRpcs } from './run-rpcs.ts';
import type { ServiceContext } from './service-context.ts';
import { statusRpcs } from './status-rpcs.ts';
import { tokenRpcs } from './token-rpcs.ts';

/** The coordinator's own service, the same on the unix socket and on the network. */
export function createCoordinatorBinding(context: ServiceContext): ServiceBinding {
  const implementation: CoordinatorServiceServer = {
    ...statusRpcs(context),
    ...planRpcs(context),
    ...preflightRpcs(context),
    ...runRpcs(context),
    ...tokenRpcs(context),
    ...eventRpcs(context),
    ...metricsRpcs(context),
    ...lagRpcs(context),
  };
  return { definition: CoordinatorServiceService, implementation };
}

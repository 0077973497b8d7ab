import type {
  GetPlanRequest,
  GetPlanResponse,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { unary } from '../../services/rpc/handlers.ts';
import { hashOfPlan } from '../executor/plan-hash.ts';
import type { ServiceContext } from './service-context.ts';

export function planRpcs(context: ServiceContext) {
  return {
    getPlan: unary<GetPlanRequest, GetPlanResponse>(async () => {
      const { plan } = await context.runs.plan();
      return { planJson: JSON.stringify(plan), hash: hashOfPlan(plan), empty: plan.actions.length === 0 };
    }),
  };
}

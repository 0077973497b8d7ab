import type {
  GetPlanRequest,
  GetPlanResponse,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { unary } from '../../services/rpc/handlers.ts';
import { hashOfPlan } from '../executor/plan-hash.ts';
import type { ServiceContext } from './service-context.ts';

export function planRpcs({ runs, journal }: ServiceContext) {
  const planFor = ({ abortRun, resumeRun, discardDatabases, drill }: GetPlanRequest) => {
    if (abortRun !== '') return runs.planUndo();
    if (resumeRun !== '') return runs.planRest(journal.find(resumeRun).runId);
    if (drill) return runs.planDrill();
    return runs.plan(new Map(Object.entries(discardDatabases)));
  };
  return {
    getPlan: unary<GetPlanRequest, GetPlanResponse>(async (request) => {
      const { plan } = await planFor(request);
      return { planJson: JSON.stringify(plan), hash: hashOfPlan(plan), empty: plan.actions.length === 0 };
    }),
  };
}

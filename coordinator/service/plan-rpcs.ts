import type {
  GetPlanRequest,
  GetPlanResponse,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { unary } from '../../services/rpc/handlers.ts';
import { intentFromProto } from '../../services/rpc/mapping/intent.ts';
import { hashOfPlan } from '../executor/plan-hash.ts';
import type { ServiceContext } from './service-context.ts';

export function planRpcs(context: ServiceContext) {
  const { runs, journal } = context;
  const planFor = ({
    abortRun,
    resumeRun,
    discardDatabases,
    intent,
    drill,
    drillStorage,
  }: GetPlanRequest) => {
    if (abortRun !== '') return runs.planUndo();
    if (resumeRun !== '') return runs.planRest(journal.find(resumeRun).runId);
    const wish = { discardDatabases: new Map(Object.entries(discardDatabases)), drill, drillStorage };
    return runs.plan({ ...wish, intent: intentFromProto(intent, context.spec) });
  };
  return {
    getPlan: unary<GetPlanRequest, GetPlanResponse>(async (request) => {
      const { plan } = await planFor(request);
      return { planJson: JSON.stringify(plan), hash: hashOfPlan(plan), empty: plan.actions.length === 0 };
    }),
  };
}

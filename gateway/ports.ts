import type {
  GetPlanResponse,
  GetStatusResponse,
} from '../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import type { Person } from '../services/rpc/on-behalf.ts';

/** What the gateway asks of the coordinator. Each call has its own deadline and throws HapyError. */
export interface Coordinator {
  getStatus(asking: Asking): Promise<GetStatusResponse>;
  getPlan(asking: Asking): Promise<GetPlanResponse>;
}

/** For whom something is asked, as their certificate proved it, and until when it is wanted. */
export interface Asking {
  readonly person: Person;
  readonly signal: AbortSignal;
}

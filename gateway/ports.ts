import type {
  GetPlanResponse,
  GetStatusResponse,
} from '../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';

/** What the gateway asks of the coordinator. Each call has its own deadline and throws HapyError. */
export interface Coordinator {
  getStatus(signal: AbortSignal): Promise<GetStatusResponse>;
  getPlan(signal: AbortSignal): Promise<GetPlanResponse>;
}

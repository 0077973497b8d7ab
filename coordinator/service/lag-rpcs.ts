import type {
  GetLagsRequest,
  GetLagsResponse,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { unary } from '../../services/rpc/handlers.ts';
import { type LagSample, sampleEveryMs, samplesMax } from '../health/lag-history.ts';
import type { ServiceContext } from './service-context.ts';

/** The largest number of the wire; a follower that is farther behind is as far behind as that. */
const recordsMax = 2 ** 31 - 1;

export function lagRpcs({ lags, clock }: Pick<ServiceContext, 'lags' | 'clock'>) {
  return {
    getLags: unary<GetLagsRequest, GetLagsResponse>(async ({ afterMs, limit, brief }) => {
      const nowMs = clock.now();
      const samples = lags.after(Number(afterMs), nowMs, limit === 0 ? samplesMax : limit);
      return { atMs: BigInt(nowMs), everyMs: sampleEveryMs, ...tableOf(samples, brief) };
    }),
  };
}

/** The samples as a table with a column for each node, or, brief, without any. */
export function tableOf(
  samples: readonly LagSample[],
  brief: boolean,
): Pick<GetLagsResponse, 'nodes' | 'samples'> {
  // The newest first: in its order, which is that of the spec.
  const names = samples.toReversed().flatMap(({ lags }) => [...lags.keys()]);
  const nodes = brief ? [] : [...new Set(names)];
  return {
    nodes,
    samples: samples.map(({ atMs, lags }) => ({
      atMs: BigInt(atMs),
      most: Math.min(recordsMax, Math.max(0, ...lags.values())),
      lags: nodes.map((name) => Math.min(recordsMax, lags.get(name) ?? -1)),
    })),
  };
}

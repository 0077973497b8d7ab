import type { Static } from 'typebox';

import type { GetLagsResponse } from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import type { lagsSchema } from '../schemas/lags.ts';

/** The samples with null where the wire has a number that no lag has. */
export function lagsView({ atMs, everyMs, nodes, samples }: GetLagsResponse): Static<typeof lagsSchema> {
  return {
    ...{ atMs: Number(atMs), everyMs, nodes: [...nodes] },
    samples: samples.map(({ lags, most, ...sample }) => ({
      atMs: Number(sample.atMs),
      most,
      lags: lags.map((records) => (records < 0 ? null : records)),
    })),
  };
}

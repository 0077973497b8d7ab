import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { requireOthersSuffice, type Voter } from './can-do-without.ts';

/** The zone as this server sees it; undefined where there is none that could lose anything. */
export interface Voters {
  readonly own: Voter;
  readonly others: readonly Voter[];
}

export interface Patience {
  /** How long a server that does not answer may take to be back, and how long to wait between two looks. */
  readonly patienceMs: number;
  readonly pauseMs: number;
  /** Called once, when there is something to wait for. */
  readonly onWait: (refusal: HapyError) => void;
}

/**
 * Looks until the zone can do without this server. A refusal leaves apt with half its work done, and most silence is
 * a server that a rolling reconfigure, or the package's own upgrade over there, starts anew: that is worth a wait.
 *
 * @throws HapyError HAPY-E390 as seen by the last look
 */
export async function waitForOthers(look: () => Promise<Voters | undefined>, how: Patience): Promise<void> {
  const end = performance.now() + how.patienceMs;
  for (let looks = 1; ; looks += 1) {
    const refusal = refusalOf(await look());
    if (refusal === undefined) return;
    if (performance.now() + how.pauseMs > end) throw refusal;
    if (looks === 1) how.onWait(refusal);
    await new Promise((resolve) => setTimeout(resolve, how.pauseMs));
  }
}

function refusalOf(voters: Voters | undefined): HapyError | undefined {
  if (voters === undefined) return undefined;
  try {
    requireOthersSuffice(voters.own, voters.others);
    return undefined;
  } catch (error) {
    if (error instanceof HapyError) return error;
    throw error;
  }
}

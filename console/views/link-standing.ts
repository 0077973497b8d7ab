/** Why nothing new comes: the coordinator is away, or already the gateway. */
export type Outage = 'coordinator' | 'network';

/** How far what is shown can be trusted. */
export interface LinkStanding {
  readonly live: boolean;
  /** How old the state is that is shown. */
  readonly ageMs: number;
  readonly outage: Outage | undefined;
}

/** Without news for so long the state may have changed, although nobody said that something is wrong. */
const staleAfterMs = 20_000;

/**
 * @param knownAtMs when the state that is shown was true, by this browser's clock; 0 before there was one
 * @param outage what the last question met
 */
export function linkStanding(
  { knownAtMs, outage }: { readonly knownAtMs: number; readonly outage: Outage | undefined },
  nowMs: number,
): LinkStanding {
  const ageMs = Math.max(0, nowMs - knownAtMs);
  return { live: outage === undefined && ageMs < staleAfterMs, ageMs, outage };
}

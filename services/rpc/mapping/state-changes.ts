import { isDeepStrictEqual } from 'node:util';

import { HapyError } from '../../base/errors/hapy-error.ts';
import type { WatchStateResponse } from '../gen/hapy/agent/v1/agent.ts';
import { Health, NodeState } from '../gen/hapy/agent/v1/state.ts';

const emptyState = NodeState.decode(new Uint8Array());
const emptyHealth = Health.decode(new Uint8Array());
const parts = Object.keys(emptyState) as readonly (keyof NodeState)[];
const healthParts = Object.keys(emptyHealth) as readonly (keyof Health)[];
const healthPrefix = 'health.';

/**
 * What is told of a state to someone who knows the one before. Its moment is always named: with nothing named the
 * state would be a whole one. Of health, in which free memory never stands still beside lists as long as the zone, each part counts by itself.
 */
export function changesSince(before: NodeState, after: NodeState): WatchStateResponse {
  const state = { ...emptyState };
  const changed: string[] = [];
  for (const part of parts) {
    if (part !== 'observedAtMs' && isDeepStrictEqual(before[part], after[part])) continue;
    if (part === 'health' && before.health !== undefined && after.health !== undefined) {
      const differing = differingParts(before.health, after.health);
      state.health = taken(emptyHealth, after.health, differing);
      changed.push(...differing.map((each) => `${healthPrefix}${each}`));
    } else {
      Object.assign(state, { [part]: after[part] });
      changed.push(part);
    }
  }
  return { state, changed };
}

/**
 * The whole state again, of the one before and what was told since. Names that are not known here are those of a newer agent.
 *
 * @throws HapyError HAPY-E300 changes of nothing, or without a state
 */
export function withChanges(before: NodeState | undefined, told: WatchStateResponse): NodeState {
  const { state, changed } = told;
  if (state === undefined) throw new HapyError('HAPY-E300', { field: 'state' });
  if (changed.length === 0) return state;
  if (before === undefined) throw new HapyError('HAPY-E300', { field: 'changed' });
  const named = new Set(changed);
  const whole = taken(
    before,
    state,
    parts.filter((part) => named.has(part)),
  );
  const ofHealth = healthParts.filter((part) => named.has(`${healthPrefix}${part}`));
  if (ofHealth.length > 0)
    whole.health = taken(whole.health ?? emptyHealth, state.health ?? emptyHealth, ofHealth);
  return whole;
}

function differingParts(before: Health, after: Health): readonly (keyof Health)[] {
  return healthParts.filter((part) => !isDeepStrictEqual(before[part], after[part]));
}

/** A message with some parts of another. */
function taken<M extends object>(message: M, other: M, names: readonly (keyof M)[]): M {
  return Object.assign({ ...message }, Object.fromEntries(names.map((name) => [name, other[name]])));
}

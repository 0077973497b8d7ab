import { driftedKeysOf, isAdoptable, keysToPutInPlace } from '../drifted-keys.ts';
import { holdsIn } from '../holds.ts';

import type { NodeState } from '../observed.ts';
import type { FindingSeverity } from '../plan.ts';
import type { Snapshot } from '../snapshot.ts';
import { hasDiverged } from './diverged.ts';
import type { Draft } from './draft.ts';

/**
 * What has moved away from what was set up, without being wrong enough to stop a plan: a configuration that is
 * not applied, variables and keys that differ, credentials that are not the same, a follower that cannot catch up.
 */
export function findDrift(draft: Draft, snapshot: Snapshot): void {
  for (const { name } of snapshot.spec.nodes) {
    const state = snapshot.state(name);
    if (state === undefined || snapshot.leaving.has(name)) continue;
    const find = (
      code: string,
      severity: FindingSeverity,
      parameters: Readonly<Record<string, string>> = {},
    ) => draft.find({ code, severity, node: name, parameters: { node: name, ...parameters } });
    const { foreignProgram = '' } = state.instance;
    if (foreignProgram !== '') find('HAPY-E575', 'warning', { program: foreignProgram });
    if (state.instance.configurationPending) find('HAPY-E571', 'warning');
    // What an adoption leaves as it is, it tells; what is not adopted is not ours to judge.
    const keys = draft.adopts
      ? [...driftedKeysOf(state, snapshot), ...keysToPutInPlace(state, snapshot)]
      : driftedKeysOf(state, snapshot);
    if (keys.length > 0) find('HAPY-E572', 'warning', { keys: keys.join(', ') });
    const variables = differentVariables(state, snapshot);
    if (variables !== undefined) find('HAPY-E574', 'warning', variables);
    // Until it is adopted nothing guards it against what a plan, or EOLE's reconfigure, may do to it.
    if (isAdoptable(state, snapshot)) find('HAPY-E579', draft.adopts ? 'info' : 'error');
    if (fellBehind(state, snapshot)) find('HAPY-E576', 'warning');
    if (hasDiverged(state, snapshot)) find('HAPY-E551', 'warning');
    if (holdsStaleVip(state, snapshot)) find('HAPY-E577', 'warning', { address: snapshot.spec.vip.address });
  }
  findUnlike(draft, snapshot, 'HAPY-E573', (state) =>
    state.guard.state === 'member' ? state.credentials.oneAuthDigest.slice(0, 8) : '',
  );
  findUnlike(draft, snapshot, 'HAPY-E578', (state) => state.agentVersion);
}

/** A member whose log lacks what the leader has thrown away already. */
export function fellBehind({ node, guard, oned }: NodeState, snapshot: Snapshot): boolean {
  if (snapshot.leader === undefined || snapshot.leader === node) return false;
  if (guard.state !== 'member' || oned.raft === undefined) return false;
  return !holdsIn({ is: 'in-log-window', node }, snapshot);
}

/** The address stands here although another leads. */
export function holdsStaleVip({ node, addresses }: NodeState, snapshot: Snapshot): boolean {
  if (snapshot.leader === undefined || snapshot.leader === node) return false;
  return addresses.some(({ address }) => address === snapshot.spec.vip.address);
}

function differentVariables(
  { node, instance }: NodeState,
  snapshot: Snapshot,
): Readonly<Record<string, string>> | undefined {
  const { variables } = instance;
  if (variables === undefined || snapshot.spec.platform !== 'eole') return undefined;
  const wanted = snapshot.spec.nodes.map(({ name }) => name).join(', ');
  const pairs = [
    ['one_nodes', variables.nodes.join(', '), wanted],
    ['one_ha_server_index', String(variables.index), String(snapshot.indexes.get(node))],
    ['one_vip', variables.vip, snapshot.spec.vip.address],
  ] as const;
  const [key, found = '', expected = ''] = pairs.find(([, has, should]) => has !== should) ?? [];
  return key === undefined ? undefined : { key, found, expected };
}

function findUnlike(
  draft: Draft,
  snapshot: Snapshot,
  code: string,
  valueOf: (state: NodeState) => string,
): void {
  const nodes = new Map<string, string[]>();
  for (const { name } of snapshot.spec.nodes) {
    const state = snapshot.state(name);
    const value = state === undefined ? '' : valueOf(state);
    if (value === '') continue;
    const alike = nodes.get(value);
    if (alike === undefined) nodes.set(value, [name]);
    else alike.push(name);
  }
  if (nodes.size < 2) return;
  const found = [...nodes].map(([value, names]) => `${value} (${names.slice(0, 4).join(', ')})`).join('; ');
  draft.find({ code, severity: 'warning', node: '', parameters: { found } });
}

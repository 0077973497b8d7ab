import type { Plan } from './plan.ts';

/**
 * The text that a plan's hash is taken of: kinds, nodes, parameters and preconditions of its actions in
 * their order, with sorted keys. No times, no deadlines, no texts, no log indices: two plans that would do
 * the same have the same hash whenever they were made.
 */
export function canonicalPlan(plan: Plan): string {
  const actions = plan.actions.map((action) => ({
    id: action.id,
    kind: action.kind,
    node: action.node,
    at: action.at,
    parameters: action.parameters,
    after: [...action.after].sort(),
    precondition: action.precondition,
    postcondition: action.postcondition,
  }));
  const { clusterId, way, intent } = plan;
  return canonicalText({ clusterId, way, ...(intent === undefined ? {} : { intent }), actions });
}

/** JSON with sorted keys: equal texts for equal values, however they were made. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}

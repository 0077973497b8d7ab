import type { Action } from '../api/answers.ts';

/** Actions that belong together, with the number that each has in the plan. */
export interface StageOfPlan {
  readonly title: string;
  readonly actions: readonly { readonly number: number; readonly action: Action; readonly after: string }[];
}

/** A plan in stages, each action with the numbers of those that must have finished before: "2, 4-6". */
export function planStages(actions: readonly Action[]): StageOfPlan[] {
  const numbers = new Map(actions.map(({ id }, at) => [id, at + 1]));
  const stages: { title: string; actions: StageOfPlan['actions'][number][] }[] = [];
  for (const [at, action] of actions.entries()) {
    const after = action.after.flatMap((id) => numbers.get(id) ?? []).sort((one, other) => one - other);
    const entry = { number: at + 1, action, after: rangesOf(after) };
    const last = stages.at(-1);
    if (last?.title === action.stage) last.actions.push(entry);
    else stages.push({ title: action.stage, actions: [entry] });
  }
  return stages;
}

function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

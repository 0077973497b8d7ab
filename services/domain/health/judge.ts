import { explains } from './causes.ts';
import { healthChecks } from './checks.ts';
import type { HealthFinding } from './finding.ts';
import { type HealthInput, HealthView } from './view.ts';

export interface Judgement {
  /** Causes first, the most fundamental at the top; what follows from another comes after all of them. */
  readonly findings: readonly HealthFinding[];
  /** The names of the checks that found nothing. */
  readonly passed: readonly string[];
}

/** Runs every check over one observation and says what follows from what. */
export function judgeHealth(input: HealthInput): Judgement {
  const view = new HealthView(input);
  const passed: string[] = [];
  const asked = healthChecks.filter(({ applies }) => applies?.(view) ?? true);
  const all = asked.flatMap(({ name, look }) => {
    const found = look(view);
    if (found.length === 0) passed.push(name);
    return found.map((each) => ({ check: name, each }));
  });
  const findings = all.map(({ check, each }): HealthFinding => {
    const cause = all.find((other) => explains(other.each, each));
    return { ...each, check, followsFrom: cause?.each.code ?? '' };
  });
  return { findings: [...findings].sort((one, other) => place(one) - place(other)), passed };
}

const places = { error: 0, warning: 2, info: 4 } as const;

/** Sorting is stable, so within one place the order of the checks stands. */
function place({ severity, followsFrom }: HealthFinding): number {
  return places[severity] + (followsFrom === '' ? 0 : 1);
}

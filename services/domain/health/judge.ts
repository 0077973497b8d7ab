import { consequencesOf, explains } from './causes.ts';
import { healthChecks } from './checks.ts';
import type { Found, HealthFinding } from './finding.ts';
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
  const causesOf = byCode(all.map(({ each }) => each));
  const findings = all.map(({ check, each }): HealthFinding => {
    const cause = causesOf(each.code).find((other) => explains(other, each));
    return { ...each, check, followsFrom: cause?.code ?? '' };
  });
  return { findings: [...findings].sort((one, other) => place(one) - place(other)), passed };
}

/** Those of the findings that may explain a code: hardly any, while hundreds of servers may each have the same finding. */
function byCode(all: readonly Found[]): (code: string) => readonly Found[] {
  const consequences = new Map(all.map(({ code }) => [code, new Set(consequencesOf(code))]));
  const known = new Map<string, readonly Found[]>();
  return (code) => {
    const causes = known.get(code) ?? all.filter((cause) => consequences.get(cause.code)?.has(code) === true);
    known.set(code, causes);
    return causes;
  };
}

const places = { error: 0, warning: 2, info: 4 } as const;

/** Sorting is stable, so within one place the order of the checks stands. */
function place({ severity, followsFrom }: HealthFinding): number {
  return places[severity] + (followsFrom === '' ? 0 : 1);
}

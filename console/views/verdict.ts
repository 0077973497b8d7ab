import type { Cluster, Finding, Node } from '../api/answers.ts';
import type { Tone } from './node-standing.ts';

/** The one sentence at the top of the page. */
export interface Verdict {
  readonly tone: Tone;
  readonly key:
    | 'verdict.healthy'
    | 'verdict.warnings'
    | 'verdict.errors'
    | 'verdict.unformed'
    | 'verdict.running';
  readonly count: number;
}

export function verdictOf(
  cluster: Pick<Cluster, 'activeRun'>,
  nodes: readonly Node[],
  findings: readonly Pick<Finding, 'severity'>[],
): Verdict {
  if (cluster.activeRun !== '') return { tone: 'calm', key: 'verdict.running', count: 0 };
  const formed = nodes.some(({ state }) => state?.guard.state === 'member');
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (!formed && nodes.every(({ reachable }) => reachable)) {
    return { tone: 'calm', key: 'verdict.unformed', count: 0 };
  }
  if (errors > 0) return { tone: 'error', key: 'verdict.errors', count: errors };
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  if (warnings > 0) return { tone: 'warning', key: 'verdict.warnings', count: warnings };
  return { tone: 'good', key: 'verdict.healthy', count: 0 };
}

/** Findings that stand for themselves, gravest first, each with those that follow from it. */
export interface FindingGroup {
  readonly finding: Finding;
  readonly following: readonly Finding[];
}

const gravity = { error: 0, warning: 1, info: 2 } as const;

export function findingGroups(findings: readonly Finding[]): FindingGroup[] {
  const codes = new Set(findings.map(({ code }) => code));
  const stands = ({ followsFrom }: Finding) => followsFrom === '' || !codes.has(followsFrom);
  const told = new Set<Finding>();
  return findings
    .filter(stands)
    .sort((one, other) => gravity[one.severity] - gravity[other.severity])
    .map((finding) => {
      // What follows from a code is told once, under the first finding of that code.
      const following = findings.filter(
        (each) => !stands(each) && each.followsFrom === finding.code && !told.has(each),
      );
      for (const each of following) told.add(each);
      return { finding, following };
    });
}

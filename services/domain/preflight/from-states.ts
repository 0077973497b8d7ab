import type { NodeState } from '../observed.ts';
import type { Finding } from '../plan.ts';
import { planCluster } from '../plan-cluster.ts';
import type { Spec } from '../spec.ts';
import { type CheckName, type PreflightCheck, checkOf } from './check.ts';
import type { PreflightFacts } from './facts.ts';

/** What each finding of the planner is a failure of. */
const namesByCode: Readonly<Record<string, CheckName>> = {
  'HAPY-E600': 'node-answers',
  'HAPY-E630': 'node-answers',
  'HAPY-E603': 'database-empty',
  'HAPY-E604': 'guard-readable',
  'HAPY-E606': 'same-engine',
  'HAPY-E607': 'node-count',
  'HAPY-E608': 'node-count',
  'HAPY-E609': 'same-version',
  'HAPY-E614': 'database-empty',
};

/** Drift that the plan reports too: a configuration that is not applied, variables that differ. */
const hasCheckOfItsOwn: ReadonlySet<string> = new Set(['HAPY-E571', 'HAPY-E574']);

const ofTheCluster = ['node-count', 'same-version', 'same-engine', 'one-cluster'] as const;
const ofEachNode = ['node-answers', 'guard-readable', 'database-empty', 'one-cluster'] as const;

/** What the planner finds in the nodes' states. */
export function findingsOf(facts: PreflightFacts): readonly Finding[] {
  const { spec, observed, nowMs, discardDatabases = new Map<string, string>() } = facts;
  return planCluster(spec, observed, nowMs, { discardDatabases }).findings;
}

/** The same as checks; what the planner does not find wrong has passed. */
export function checksOfStates(
  { spec, observed }: PreflightFacts,
  found: readonly Finding[],
): PreflightCheck[] {
  const failed = found.filter(({ code }) => !hasCheckOfItsOwn.has(code)).map(checkOfFinding);
  const passed = (name: CheckName, node: string) =>
    !failed.some((check) => check.name === name && (check.node === node || node === ''));
  const states = new Map(
    observed.reports.flatMap(({ node, state }) => (state ? [[node, state] as const] : [])),
  );
  return [
    ...failed,
    ...ofTheCluster
      .filter((name) => passed(name, ''))
      .map((name) => checkOf({ name, found: summary(name, spec) })),
    ...spec.nodes.flatMap(({ name: node }) => [
      ...ofEachNode
        .filter((name) => passed(name, node) && (states.has(node) || name === 'node-answers'))
        .map((name) => checkOf({ name, node })),
      ...instanceChecks(node, states.get(node)),
    ]),
  ];
}

function summary(name: CheckName, spec: Spec): string {
  return name === 'node-count' ? String(spec.nodes.length) : '';
}

function checkOfFinding({ code, severity, node, parameters }: Finding): PreflightCheck {
  const name = namesByCode[code] ?? 'one-cluster';
  return checkOf({ name, severity: severity === 'info' ? 'ok' : severity, code, node, parameters });
}

/** A server that was never instantiated is no fault: the plan runs `instance` on it. */
function instanceChecks(node: string, state: NodeState | undefined): PreflightCheck[] {
  if (state === undefined) return [];
  const { status, configurationPending } = state.instance;
  const instance = { name: 'instance', node, found: status } as const;
  const applied = { name: 'configuration-applied', node } as const;
  return [
    checkOf(status === 'running' ? { ...instance, severity: 'error', code: 'HAPY-E627' } : instance),
    checkOf(configurationPending ? { ...applied, severity: 'warning', code: 'HAPY-E628' } : applied),
  ];
}

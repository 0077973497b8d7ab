import type { Finding, Plan } from '../plan.ts';
import { silenceCodes } from '../silence.ts';
import type { Spec } from '../spec.ts';
import { checkNames, type PreflightCheck, type PreflightReport, checkOf, isIgnorable } from './check.ts';
import type { PreflightFacts } from './facts.ts';
import { checksOfAgents } from './from-agents.ts';
import { checksOfStates, findingsOf } from './from-states.ts';
import { foreign } from './reachability.ts';
import { checkStorage } from './storage.ts';
import { checkSubnet } from './subnet.ts';

/**
 * Everything of design section 6.3 in one report: pure, so that the same facts give the same report in the same
 * order, whoever answered first. What is in `ignore` and may be ignored does not block.
 */
export function judgePreflight(facts: PreflightFacts, ignore: readonly string[]): PreflightReport {
  const found = findingsOf(facts);
  const checks = [
    ...checksOfAgents(facts),
    ...checksOfStates(facts, found),
    ...checkSubnet(facts),
    ...checkStorage(facts),
    ...checkDifferent(facts.spec),
  ];
  const spared = sparedBy(found, facts.spec);
  const judged = distinct(checks.map((check) => notJoined(check, facts)))
    .map((check) => (spared(check) ? { ...check, severity: 'warning' as const } : check))
    .map((check) => ({
      ...check,
      ignored: isFailed(check) && ignore.includes(check.name) && isIgnorable(check.name),
    }))
    .sort(inOrder(facts.spec));
  return { checks: judged, blocked: judged.some((check) => isFailed(check) && !check.ignored) };
}

/** Whether a plan is one that the preflight is for: it founds a zone or brings a node into one. */
export function needsPreflight(plan: Plan): boolean {
  return plan.way === 'found' || plan.actions.some(({ kind }) => needing.has(kind));
}

const needing: ReadonlySet<Plan['actions'][number]['kind']> = new Set([
  'add-zone-server',
  'import-seed',
  'create-volume',
  'add-bricks',
  'replace-brick',
]);

function isFailed(check: PreflightCheck): boolean {
  return check.severity === 'error';
}

/**
 * What fails only because a node is silent that the plan does without: it would keep the others waiting for a
 * machine that may be broken for days.
 */
function sparedBy(found: readonly Finding[], { nodes }: Spec): (check: PreflightCheck) => boolean {
  const silent = nodes.filter(({ name }) =>
    found.some(
      ({ code, severity, node }) => silenceCodes.has(code) && severity === 'warning' && node === name,
    ),
  );
  return ({ name, severity, code, node, subject }) => {
    if (severity !== 'error') return false;
    if (name === 'peer-reachable') return silent.some(({ address }) => subject.startsWith(`${address}:`));
    // Somebody else at its address is another thing than silence.
    return name === 'node-answers' && !foreign.includes(code) && silent.some((each) => each.name === node);
  };
}

/** That nobody answers has a simpler reason and another remedy before the node has joined. */
function notJoined(check: PreflightCheck, { enrolled }: PreflightFacts): PreflightCheck {
  const silent = check.name === 'node-answers' && check.code !== '' && check.node !== '';
  return silent && enrolled?.has(check.node) === false
    ? { ...check, code: 'HAPY-E630', parameters: {} }
    : check;
}

/** A node that answers nothing at all is told once, by the failed call itself where there was one. */
function distinct(checks: readonly PreflightCheck[]): PreflightCheck[] {
  const silent = new Set<string>();
  return checks.filter(({ name, node, code }) => {
    if (name !== 'node-answers' || node === '') return true;
    if (code !== '' && silent.has(node)) return false;
    if (code !== '') silent.add(node);
    return true;
  });
}

/** Every address and every full name is somebody's alone. */
function checkDifferent(spec: Spec): PreflightCheck[] {
  const owners = new Map<string, string>();
  const members = [...spec.nodes, { name: 'VIP', fqdn: spec.vip.name, address: spec.vip.address }];
  return members.map(({ name, fqdn, address }) => {
    const values = [fqdn, address].filter((value) => value !== '');
    const twice = values.find((value) => owners.has(value));
    for (const value of values) if (!owners.has(value)) owners.set(value, name);
    const about = { name: 'all-different', subject: name, found: address } as const;
    if (twice === undefined) return checkOf(about);
    const parameters = { first: owners.get(twice) ?? '', other: name, value: twice };
    return checkOf({ ...about, severity: 'error', code: 'HAPY-E621', parameters });
  });
}

function inOrder(spec: Spec): (one: PreflightCheck, other: PreflightCheck) => number {
  const nodes = new Map(spec.nodes.map(({ name }, index) => [name, index + 1]));
  const rank = ({ name, node }: PreflightCheck) => [checkNames.indexOf(name), nodes.get(node) ?? 0] as const;
  return (one, other) => {
    const [name, node] = rank(one);
    const [otherName, otherNode] = rank(other);
    return name - otherName || node - otherNode;
  };
}

import type { Observed } from '../observed.ts';
import type { Spec, SpecNode } from '../spec.ts';
import { type CheckName, checkNames, type PreflightCheck, checkOf } from './check.ts';
import { checkClock } from './clock.ts';
import type { AgentCheck, NodeAnswer, PreflightFacts } from './facts.ts';
import { checkPeer, checkSilentAgent } from './reachability.ts';
import { checkVariables } from './variables.ts';

const onedPort = 2633;

/** What the agents have seen, judged with what the coordinator knows of the others. */
export function checksOfAgents({ spec, observed, answers }: PreflightFacts): PreflightCheck[] {
  const stopped = stoppedOneds(spec.nodes, observed);
  return answers.flatMap((answer) => {
    if (answer.failure !== undefined) return [checkSilentAgent(spec, answer)];
    const own = answer.checks.map((check) => judge(spec, check, answer, stopped));
    return [...own, ...checkVariables(spec, answer.node, answer.variables)];
  });
}

function judge(
  spec: Spec,
  check: AgentCheck,
  answer: NodeAnswer & { readonly askedAtMs: number; readonly answeredAtMs: number },
  stopped: ReadonlySet<string>,
): PreflightCheck {
  const { node } = answer;
  const { subject, found, expected, severity, code } = check;
  if (check.name === 'clock') return checkClock(node, check, answer);
  const about = { name: nameOf(check.name), node, subject, found, expected } as const;
  if (about.name === 'peer-reachable') {
    // A refusal comes from the machine itself: the way is open, and nobody listens yet.
    const open = severity === 'ok' || (found === 'ECONNREFUSED' && stopped.has(subject));
    return open ? checkOf(about) : checkPeer(spec, about, code);
  }
  const own = spec.nodes.find(({ name }) => name === node);
  if (about.name === 'name-resolves' && subject === own?.fqdn && isLoopback(found))
    return checkOf({ ...about, severity: 'warning', code: 'HAPY-E634' });
  return checkOf({ ...about, severity, code });
}

/** Whether all that a name gives is this machine itself; 127.0.x does so everywhere, a sandbox's addresses do not. */
function isLoopback(found: string): boolean {
  return found !== '' && found.split(' ').every((address) => address.startsWith('127.0.'));
}

/** An agent of another version may look at more than we know; that is then about the cluster as a whole. */
function nameOf(name: string): CheckName {
  return checkNames.find((each) => each === name) ?? 'one-cluster';
}

function stoppedOneds(nodes: readonly SpecNode[], observed: Observed): ReadonlySet<string> {
  const running = new Set(
    observed.reports.filter(({ state }) => state?.oned.process === 'running').map(({ node }) => node),
  );
  return new Set(
    nodes.filter(({ name }) => !running.has(name)).map(({ address }) => `${address}:${onedPort}`),
  );
}

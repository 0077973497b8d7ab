import type { Observed } from '../observed.ts';
import { type CheckName, checkNames, type PreflightCheck, checkOf } from './check.ts';
import { checkClock } from './clock.ts';
import type { AgentCheck, NodeAnswer, PreflightFacts } from './facts.ts';
import { checkVariables } from './variables.ts';

const onedPort = 2633;

/** What the agents have seen, judged with what the coordinator knows of the others. */
export function checksOfAgents({ spec, observed, answers }: PreflightFacts): PreflightCheck[] {
  const stopped = stoppedOneds(spec.nodes, observed);
  return answers.flatMap((answer) => {
    if (answer.failure !== undefined) return [silent(answer)];
    const own = answer.checks.map((check) => judge(answer.node, check, answer, stopped));
    return [...own, ...checkVariables(spec, answer.node, answer.variables)];
  });
}

function silent({ node, failure }: NodeAnswer & { readonly failure: { readonly code: string } }) {
  const about = { name: 'node-answers', node, severity: 'error', code: 'HAPY-E600' } as const;
  return checkOf({ ...about, parameters: { reason: failure.code } });
}

function judge(
  node: string,
  check: AgentCheck,
  answer: { readonly askedAtMs: number; readonly answeredAtMs: number },
  stopped: ReadonlySet<string>,
): PreflightCheck {
  const { subject, found, expected, severity, code } = check;
  if (check.name === 'clock') return checkClock(node, check, answer);
  const about = { name: nameOf(check.name), node, subject, found, expected } as const;
  // A refusal comes from the machine itself: the way is open, and nobody listens yet.
  if (about.name === 'peer-reachable' && found === 'ECONNREFUSED' && stopped.has(subject))
    return checkOf(about);
  return checkOf({ ...about, severity, code });
}

/** An agent of another version may look at more than we know; that is then about the cluster as a whole. */
function nameOf(name: string): CheckName {
  return checkNames.find((each) => each === name) ?? 'one-cluster';
}

function stoppedOneds(nodes: PreflightFacts['spec']['nodes'], observed: Observed): ReadonlySet<string> {
  const running = new Set(
    observed.reports.filter(({ state }) => state?.oned.process === 'running').map(({ node }) => node),
  );
  return new Set(
    nodes.filter(({ name }) => !running.has(name)).map(({ address }) => `${address}:${onedPort}`),
  );
}

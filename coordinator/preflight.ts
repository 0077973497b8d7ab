import type { Clock } from '../services/base/clock.ts';
import { HapyError, toErrorRecord } from '../services/base/errors/hapy-error.ts';
import { discardsIn } from '../services/domain/discards.ts';
import { expectedBy } from '../services/domain/intent.ts';
import type { Observed } from '../services/domain/observed.ts';
import type { Plan } from '../services/domain/plan.ts';
import { ignorableChecks, isIgnorable, type PreflightReport } from '../services/domain/preflight/check.ts';
import type { AgentCheck, Failure, NodeAnswer, NodeVariables } from '../services/domain/preflight/facts.ts';
import { judgePreflight, needsPreflight } from '../services/domain/preflight/judge-preflight.ts';
import { type NodeQuestions, questionsFor } from '../services/domain/preflight/questions.ts';
import type { Spec } from '../services/domain/spec.ts';
import type { StoragePlaces } from '../services/domain/storage/storage-state.ts';

/** An agent that can look around. */
export interface LookingAgent {
  /** @throws HapyError when it cannot be asked */
  preflight(questions: NodeQuestions): Promise<{
    readonly checks: readonly AgentCheck[];
    readonly variables: NodeVariables | Failure | undefined;
    readonly places?: StoragePlaces | undefined;
  }>;
}

export interface PreflightOptions {
  /** What is wanted now. */
  readonly spec: () => Spec;
  readonly agentOf: (node: string) => LookingAgent;
  readonly observe: () => Promise<Observed>;
  /** Names of the nodes that have a certificate. */
  readonly enrolled: () => ReadonlySet<string>;
  readonly clock: Clock;
  /** Where the nodes must reach this coordinator. */
  readonly coordinatorPort: number;
}

/** What is looked around for: a spec that is not the present one yet, and nodes that may still have to join. */
export interface PreflightAim {
  readonly spec?: Spec;
  readonly expected?: readonly string[];
}

/** The plan itself waits for those that have not joined. */
function awaiting(report: PreflightReport, expected: ReadonlySet<string>): PreflightReport {
  if (expected.size === 0) return report;
  const checks = report.checks.map((check) => {
    const waits = check.name === 'node-answers' && check.severity === 'error' && expected.has(check.node);
    return waits ? { ...check, severity: 'warning' as const } : check;
  });
  const blocked = checks.some(({ severity, ignored }) => severity === 'error' && !ignored);
  return { checks, blocked };
}

/** Has every node look around at once, and judges what they saw. Changes nothing. */
export class Preflight {
  readonly #options: PreflightOptions;

  constructor(options: PreflightOptions) {
    this.#options = options;
  }

  /** @throws HapyError HAPY-E267 when `ignore` names what may not be ignored */
  async look(
    ignore: readonly string[],
    discardDatabases: ReadonlyMap<string, string> = new Map(),
    aim: PreflightAim = {},
  ): Promise<PreflightReport> {
    const wrong = ignore.find((name) => !isIgnorable(name));
    if (wrong !== undefined)
      throw new HapyError('HAPY-E267', { name: wrong, ignorable: ignorableChecks.join(', ') });
    const { observe, enrolled, clock, coordinatorPort } = this.#options;
    const spec = aim.spec ?? this.#options.spec();
    const observed = await observe();
    const questions = questionsFor(spec, observed, coordinatorPort);
    const answers = await Promise.all([...questions].map(([node, asked]) => this.#ask(node, asked)));
    const facts = { spec, observed, answers, enrolled: enrolled(), discardDatabases, nowMs: clock.now() };
    return awaiting(judgePreflight(facts, ignore), new Set(aim.expected));
  }

  /**
   * Refuses a founding or joining that would fail. Other plans pass: a cluster that needs repair must not wait for
   * a name server.
   *
   * @throws HapyError HAPY-E629
   */
  async guard(plan: Plan, ignore: readonly string[], spec?: Spec): Promise<void> {
    if (!needsPreflight(plan)) return;
    const aim = { expected: expectedBy(plan.intent), ...(spec === undefined ? {} : { spec }) };
    const report = await this.look(ignore, discardsIn(plan), aim);
    if (!report.blocked) return;
    const failed = report.checks.filter(({ severity, ignored }) => severity === 'error' && !ignored);
    const names = [...new Set(failed.map(({ name }) => name))].join(', ');
    throw new HapyError('HAPY-E629', { count: failed.length, names, ignorable: ignorableChecks.join(', ') });
  }

  async #ask(node: string, questions: NodeQuestions): Promise<NodeAnswer> {
    const { agentOf, clock } = this.#options;
    const askedAtMs = clock.now();
    try {
      const answer = await agentOf(node).preflight(questions);
      return { node, askedAtMs, answeredAtMs: clock.now(), ...answer };
    } catch (error) {
      return { node, failure: toErrorRecord(error) };
    }
  }
}

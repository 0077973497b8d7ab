import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { discardsIn } from '../../../services/domain/discards.ts';
import type { Intent } from '../../../services/domain/intent.ts';
import type { Plan } from '../../../services/domain/plan.ts';
import { untilBelieved } from '../believed-run.ts';
import { confirmed } from '../confirmation.ts';
import { type CoordinatorClient, withCoordinator } from '../coordinator-client.ts';
import { followRun } from '../follow-run.ts';
import { tellWhatWasLeft } from '../left-as-it-was.ts';
import { announceDrill, proveFounding } from './drill.ts';
import { preflightError, preflightOf, withPreflight } from '../plan-preflight.ts';
import { type PlanFile, readPlanFile } from '../plan-file.ts';
import { parsePlan } from '../read-plan.ts';
import type { ShownPreflight } from '../render/preflight-view.ts';
import { isBlocked, planView } from '../render/plan-view.ts';
import { showFirst } from '../render/show.ts';
import { type ExitStatus, type OutputFormat, print, say, type Session } from '../session.ts';

export interface ApplyOptions {
  readonly output: OutputFormat;
  readonly yes: boolean;
  readonly reason?: string;
  /** Preflight checks that do not stop it. */
  readonly ignore: readonly string[];
  /** By node, the digest of a database that may be replaced; a plan file has its own. */
  readonly discardDatabase: ReadonlyMap<string, string>;
  /** Whether a founding that no file holds ends with a drill; it does unless that is refused. */
  readonly drill?: boolean;
  /** A verb of the cluster's life; a plan file has its own. */
  readonly intent?: Intent;
}

/**
 * Shows the plan, asks, carries it out and shows how it goes. With a file, exactly that plan or nothing.
 *
 * @throws HapyError HAPY-E258 nobody can be asked, HAPY-E260 the file's plan is outdated, HAPY-E549 it is for
 *   another cluster, HAPY-E263 blocked, HAPY-E629 the preflight failed
 */
export function apply(
  session: Session,
  file: string | undefined,
  options: ApplyOptions,
): Promise<ExitStatus> {
  return withCoordinator(session, (coordinator) => applyWith(session, coordinator, file, options));
}

async function applyWith(
  session: Session,
  coordinator: CoordinatorClient,
  file: string | undefined,
  options: ApplyOptions,
): Promise<ExitStatus> {
  // The file first: what is wrong with it does not depend on the cluster.
  const approved = file === undefined ? undefined : await readPlanFile(file);
  const discardDatabases = approved === undefined ? options.discardDatabase : discardsIn(approved.plan);
  const intent = approved === undefined ? options.intent : approved.plan.intent;
  const answer = await coordinator.plan(discardDatabases, intent);
  const plan = parsePlan(answer.planJson, 'GetPlan');
  if (approved !== undefined && file !== undefined) requireSame(file, approved, { plan, hash: answer.hash });
  const preflight = await preflightOf(coordinator, plan, options.ignore);
  await showPlan(session, { plan, hash: answer.hash, preflight }, options.output);
  if (isBlocked(plan)) {
    const count = plan.findings.filter((finding) => finding.severity === 'error').length;
    throw new HapyError('HAPY-E263', { count });
  }
  if (preflight?.blocked === true) throw preflightError(preflight);
  if (plan.actions.length === 0) return 0;
  // A file was approved as it is, and a drill is not in it.
  const drills = file === undefined && plan.way === 'found' && options.drill !== false;
  if (drills && options.output === 'table') announceDrill(session);
  if (!options.yes && !(await confirmed(session, 'apply.question'))) {
    print(session, say(session, 'apply.declined'));
    return 3;
  }
  const { ignore: ignoreChecks, reason = '' } = options;
  const asked = { discardDatabases, intent };
  const runId = await coordinator.startRun({ planHash: answer.hash, reason, ignoreChecks, ...asked });
  if (options.output === 'table') print(session, '');
  const { output } = options;
  const status = await followRun(session, coordinator, { runId, plan: plan.actions, output });
  if (status !== 0) return status;
  if (plan.way === 'adopt') return tellWhatWasLeft(session, coordinator, output);
  const believed = await untilBelieved(session, coordinator, output);
  return believed === 0 && drills ? proveFounding(session, coordinator, output) : believed;
}

/** @throws HapyError HAPY-E549 another cluster's plan, HAPY-E260 the state has moved on since */
function requireSame(file: string, approved: PlanFile, present: PlanFile): void {
  const { clusterId: found } = approved.plan;
  const { clusterId: expected } = present.plan;
  if (found !== expected) throw new HapyError('HAPY-E549', { file, found, expected });
  if (approved.hash !== present.hash) throw new HapyError('HAPY-E260', { file });
}

async function showPlan(
  session: Session,
  shown: { readonly plan: Plan; readonly hash: string; readonly preflight: ShownPreflight | undefined },
  output: OutputFormat,
): Promise<void> {
  const { plan, hash, preflight } = shown;
  const object = { kind: 'plan', hash, preflight, plan };
  await showFirst(session, output, object, () => withPreflight(session, preflight, planView(session, plan)));
}

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { actionsOutside } from '../../../services/domain/approval.ts';
import type { Plan } from '../../../services/domain/plan.ts';
import type { GetRunResponse } from '../../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { untilBelieved } from '../believed-run.ts';
import { confirmed } from '../confirmation.ts';
import { type CoordinatorClient, withCoordinator } from '../coordinator-client.ts';
import { followRun } from '../follow-run.ts';
import { announceDrill, proveFounding } from './drill.ts';
import { preflightError, preflightOf, withPreflight } from '../plan-preflight.ts';
import { parsePlan } from '../read-plan.ts';
import { isBlocked, planView } from '../render/plan-view.ts';
import { showFirst } from '../render/show.ts';
import { runWord } from '../../../services/rpc/mapping/run-status.ts';
import { type ExitStatus, type OutputFormat, print, say, type Session } from '../session.ts';

export interface RunOptions {
  readonly output: OutputFormat;
  readonly yes: boolean;
  readonly reason?: string;
}

/**
 * Shows what is left of a run that stopped part-way, says what of it nobody has approved yet, asks about
 * that, and goes on.
 *
 * @throws HapyError HAPY-E265 there is no run, HAPY-E523, HAPY-E546 it cannot be resumed, HAPY-E258 nobody can
 *   be asked, HAPY-E263 blocked, HAPY-E629 the preflight failed
 */
export function resumeRun(
  session: Session,
  id: string | undefined,
  options: RunOptions & {
    readonly ignore: readonly string[];
    /** Whether the rest of a founding ends with a drill, as the founding would have. */
    readonly drill?: boolean;
  },
): Promise<ExitStatus> {
  return withCoordinator(session, async (coordinator) => {
    const found = await findRun(coordinator, id);
    const { runId } = found;
    // One that nobody carries out was cut off where its journal could not be written; it is resumed.
    if (found.word === 'running' && (await coordinator.status()).activeRun === runId)
      return followRun(session, coordinator, { runId, plan: [], output: options.output });
    if (found.word === 'succeeded' || found.word === 'aborted') {
      throw new HapyError('HAPY-E546', { run: runId });
    }
    const { planJson, hash } = await coordinator.restOf(runId);
    const plan = parsePlan(planJson, 'GetPlan');
    const preflight = await preflightOf(coordinator, plan, options.ignore, { begun: true });
    const approved = approvedIn(found.response);
    const outside = actionsOutside(plan, approved).map((action) => action.id);
    const drills = approved[0]?.way === 'found' && options.drill !== false;
    const object = { kind: 'plan', run: runId, hash, preflight, plan, outside };
    await showFirst(session, options.output, object, () => {
      const told = [
        say(session, 'run.rest', { run: runId }),
        withPreflight(session, preflight, planView(session, plan)),
      ];
      const { length: count } = outside;
      if (count > 0) told.push('', say(session, 'run.outside', { count, actions: outside.join(', ') }));
      return told.join('\n');
    });
    if (isBlocked(plan)) {
      throw new HapyError('HAPY-E263', {
        count: plan.findings.filter((each) => each.severity === 'error').length,
      });
    }
    if (preflight?.blocked === true) throw preflightError(preflight);
    if (drills && options.output === 'table') announceDrill(session);
    // What was approved once is not asked about again.
    if (outside.length > 0 && !options.yes && !(await confirmed(session, 'apply.question'))) {
      print(session, say(session, 'apply.declined'));
      return 3;
    }
    const { ignore: ignoreChecks, reason = '' } = options;
    await coordinator.resumeRun({ runId, planHash: hash, reason, ignoreChecks });
    if (options.output === 'table') print(session, '');
    const { output } = options;
    const status = await followRun(session, coordinator, {
      runId,
      plan: [],
      after: found.lastSequence,
      output,
    });
    if (status !== 0) return status;
    const believed = await untilBelieved(session, coordinator, output);
    return believed === 0 && drills ? proveFounding(session, coordinator, output) : believed;
  });
}

/**
 * Shows what would be taken back, asks, and ends the run: at the next safe point when it is going on. 0 when
 * it was aborted.
 *
 * @throws HapyError HAPY-E265 there is no run, HAPY-E523, HAPY-E546 it cannot be aborted, HAPY-E258 nobody can
 *   be asked
 */
export function abortRun(session: Session, id: string | undefined, options: RunOptions): Promise<ExitStatus> {
  return withCoordinator(session, async (coordinator) => {
    const { runId, word, lastSequence: after } = await findRun(coordinator, id);
    if (word === 'succeeded' || word === 'aborted') throw new HapyError('HAPY-E546', { run: runId });
    const plan = parsePlan((await coordinator.undoOf(runId)).planJson, 'GetPlan');
    await showFirst(session, options.output, { kind: 'undo', run: runId, plan }, () => {
      const title = word === 'running' ? 'run.abort-active' : 'run.abort-stopped';
      const nothing = plan.actions.length === 0 && plan.findings.length === 0;
      const view = nothing ? say(session, 'run.abort-nothing') : planView(session, plan);
      return `${say(session, title, { run: runId })}\n${view}`;
    });
    if (!options.yes && !(await confirmed(session, 'run.abort-question'))) {
      print(session, say(session, 'apply.declined'));
      return 3;
    }
    await coordinator.abortRun(runId, options.reason ?? '');
    if (options.output === 'table') print(session, '');
    const status = await followRun(session, coordinator, { runId, plan: [], after, output: options.output });
    const { run } = await coordinator.run(runId);
    return run !== undefined && runWord(run.status) === 'aborted' ? 0 : status;
  });
}

async function findRun(coordinator: CoordinatorClient, id: string | undefined) {
  const wanted = id ?? (await coordinator.runs(1))[0]?.runId;
  if (wanted === undefined) throw new HapyError('HAPY-E265');
  const response = await coordinator.run(wanted);
  if (response.run === undefined) throw new HapyError('HAPY-E523', { run: wanted });
  const { runId, status, lastSequence } = response.run;
  return { response, runId, word: runWord(status), lastSequence };
}

function approvedIn({ plans }: GetRunResponse): readonly Plan[] {
  return plans.filter((each) => each.approvedBy !== '').map(({ planJson }) => parsePlan(planJson, 'GetRun'));
}

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { actionsOutside, deedOf, leftOutOf } from '../../services/domain/approval.ts';
import { silenceCodes } from '../../services/domain/silence.ts';
import type { Action } from '../../services/domain/action.ts';
import type { Observed } from '../../services/domain/observed.ts';
import { verdictIn } from '../../services/domain/holds.ts';
import type { Plan } from '../../services/domain/plan.ts';
import { Snapshot } from '../../services/domain/snapshot.ts';
import { isStorageAction } from '../../services/domain/storage/storage-step.ts';
import { carryOutPlan, type Failure } from './carry-out-plan.ts';
import { hashOfPlan } from './plan-hash.ts';
import type { JournalPort } from './ports.ts';
import type { RunContext } from './run-context.ts';

/**
 * How long operations that were begun before are waited for before anything new starts: longer than an agent
 * lets any of them run.
 */
const earlierOperationsMs = 95 * 60_000;
const pollEveryMs = 500;
/** How long a run that goes on after a stop waits for nodes that do not answer yet. */
const comingBackMs = 2 * 60_000;
/** Further plans of one run. Each must follow from something that went wrong, so a few are enough. */
const attemptsMax = 12;
/** How often one deed is tried while what stands in its way may pass by itself. */
const triesMax = 3;
/** Failures after which looking and planning again may lead on: the state had moved, or is unknown. */
const passing = new Set([
  'HAPY-E302',
  'HAPY-E303',
  'HAPY-E352',
  'HAPY-E405',
  'HAPY-E528',
  'HAPY-E531',
  'HAPY-E532',
  'HAPY-E533',
  'HAPY-E535',
  'HAPY-E536',
  'HAPY-E545',
]);

export interface DriveOptions {
  readonly run: RunContext;
  readonly journal: JournalPort;
  /** What is left to do now: towards the spec or, once the run is aborting, back. */
  readonly planNow: (aborting: boolean) => Promise<{ readonly plan: Plan; readonly observed: Observed }>;
  /**
   * The attempt that was approved just now and is carried out as it was shown or not at all; undefined for a
   * run that goes on alone after a stop.
   */
  readonly approved: { readonly attempt: number; readonly planHash: string } | undefined;
}

/**
 * Observes, plans and acts, again and again, until nothing is left to do. The first plan is the approved one;
 * a further one, after a failure or a stop, is carried out only when every action in it was approved before.
 *
 * @throws HapyError HAPY-E520 the approved plan is not the present one any more, HAPY-E524 blocked, HAPY-E538
 *   earlier operations do not end, HAPY-E542 an action failed for good, HAPY-E543 the rest was not approved,
 *   HAPY-E544 it does not come to an end, HAPY-E553 a node that had a part is silent
 */
export async function driveRun(options: DriveOptions): Promise<'succeeded' | 'aborted'> {
  const { run } = options;
  const memory = new FailureMemory();
  let { approved } = options;
  for (let rounds = 0; ; rounds += 1) {
    await waitForEarlierOperations(options);
    const aborting = run.halting.aborted;
    const { plan, observed } = await nextPlan(options, aborting, approved === undefined);
    if (plan.actions.length === 0) {
      if (aborting && !(await isDone(options))) return 'aborted';
      memory.refuseUnproved(new Snapshot(run.specs.current, observed));
      return 'succeeded';
    }
    if (rounds >= attemptsMax) throw new HapyError('HAPY-E544', { run: run.runId, count: rounds });
    const hash = hashOfPlan(plan);
    // Whoever has approved a plan gets exactly that one first.
    if (approved !== undefined && !aborting && hash !== approved.planHash)
      throw changed(approved.planHash, hash);
    memory.refuse(plan);
    const attempt =
      approved !== undefined && !aborting ? approved.attempt : openAttempt(options, plan, hash, aborting);
    approved = undefined;
    // The way back has no safe point before its end.
    const whole = plan.way === 'undo' || (aborting && !goesOnToSafety(plan));
    const halting = whole ? new AbortController().signal : run.halting;
    const failures = await carryOutPlan(plan, { ...run, attempt, halting });
    memory.note(failures);
  }
}

/** What is left of a formation that has a member already: on to where it may stop, and no further. */
function goesOnToSafety({ way }: Plan): boolean {
  return way === 'resume' || way === 'one-by-one';
}

function changed(approvedHash: string, foundHash: string): HapyError {
  return new HapyError('HAPY-E520', { expected: approvedHash.slice(0, 12), found: foundHash.slice(0, 12) });
}

/** @throws HapyError HAPY-E524 */
function checkNotBlocked(plan: Plan): void {
  const blocking = plan.findings.filter((finding) => finding.severity === 'error');
  const [first] = blocking;
  if (first !== undefined) throw new HapyError('HAPY-E524', { count: blocking.length, code: first.code });
}

/** @throws HapyError HAPY-E524 blocked, HAPY-E520 the plan is not the one that was approved */
export function checkApproved(plan: Plan, approvedHash: string): void {
  checkNotBlocked(plan);
  const found = hashOfPlan(plan);
  if (found !== approvedHash) throw changed(approvedHash, found);
}

/** What failed for good, and how often the rest has failed. */
class FailureMemory {
  readonly #tries = new Map<string, number>();
  readonly #stubborn = new Set<string>();
  /**
   * The waits of the last plan that ended without what they waited for, and what failed of the storage: a plan
   * leaves the storage alone while nobody tells of it, and that does not make it whole.
   */
  #unproved: readonly Action[] = [];

  note(failures: readonly Failure[]): void {
    this.#unproved = failures
      .map(({ action }) => action)
      .filter((action) => action.kind === 'await' || isStorageAction(action));
    for (const { action, error } of failures) {
      // What the journal could not take stands open in it: nothing may follow before a resume.
      if (!(error instanceof HapyError) || error.code === 'HAPY-E539') throw error;
      const deed = nameOf(action);
      const tries = (this.#tries.get(deed) ?? 0) + 1;
      this.#tries.set(deed, tries);
      if (!passing.has(error.code) || tries >= triesMax) this.#stubborn.add(deed);
    }
  }

  /** A plan that no longer needs what failed can go on: another node serves in its place, for example. */
  refuse(plan: Plan): void {
    const action = plan.actions.find((each) => this.#stubborn.has(nameOf(each)));
    if (action !== undefined) throw new HapyError('HAPY-E542', { action: action.id });
  }

  /**
   * Nothing left to do is not success: a host that stays in error needs no action of ours, and yet the last
   * wait, which is the proof, has failed.
   */
  refuseUnproved(snapshot: Snapshot): void {
    const action = this.#unproved.find(({ postcondition }) =>
      postcondition.some((condition) => !verdictIn(condition, snapshot).holds),
    );
    if (action !== undefined) throw new HapyError('HAPY-E542', { action: action.id });
  }
}

function nameOf(action: Action): string {
  return action.kind === 'await' ? action.id : deedOf(action);
}

/** Whether nothing is left of what was wanted: the word to abort came too late to keep anything back. */
async function isDone({ planNow }: DriveOptions): Promise<boolean> {
  const { plan } = await planNow(false);
  return plan.actions.length === 0 && plan.findings.every((finding) => finding.severity !== 'error');
}

/** Nodes that are on their way back get time before the plan is called blocked without them. */
async function nextPlan({ run, journal, planNow }: DriveOptions, aborting: boolean, patient: boolean) {
  const givingUpAtMs = run.clock.now() + comingBackMs;
  let told = false;
  for (;;) {
    run.signal.throwIfAborted();
    const { plan, observed } = await planNow(aborting);
    const blocking = plan.findings.filter((finding) => finding.severity === 'error');
    const silent = blocking.filter((finding) => silenceCodes.has(finding.code)).map(({ node }) => node);
    const leftOut = patient && !aborting ? leftOutNow(run.runId, journal, plan) : [];
    const nodes = [...new Set([...silent, ...leftOut])].join(', ');
    const mayPass = patient && nodes !== '' && silent.length === blocking.length;
    if (!mayPass || run.clock.now() >= givingUpAtMs) {
      // What has changed nothing can end whatever is wrong: there is nothing to take back.
      if (!aborting || journal.progressOf(run.runId).changed) checkNotBlocked(plan);
      if (leftOut.length > 0) throw new HapyError('HAPY-E553', { run: run.runId, nodes });
      return { plan, observed };
    }
    if (!told)
      run.record({ kind: 'action-waiting', message: 'run.waiting-for-nodes', parameters: { nodes } });
    told = true;
    await run.clock.delay(pollEveryMs, run.signal);
  }
}

function leftOutNow(runId: string, journal: JournalPort, plan: Plan): readonly string[] {
  const approved = journal.plansOf(runId).findLast(({ approvedBy }) => approvedBy !== '');
  return approved === undefined ? [] : leftOutOf(plan, approved.plan);
}

/** Writes a further plan into the journal. @throws HapyError HAPY-E543 when it holds what nobody approved */
function openAttempt(
  { run, journal }: DriveOptions,
  plan: Plan,
  planHash: string,
  aborting: boolean,
): number {
  const plans = journal.plansOf(run.runId).filter((each) => each.approvedBy !== '');
  const outside = aborting
    ? []
    : actionsOutside(
        plan,
        plans.map((each) => each.plan),
      );
  if (outside.length > 0) {
    const actions = outside.map((action) => action.id).join(', ');
    throw new HapyError('HAPY-E543', { run: run.runId, count: outside.length, actions });
  }
  const attempt = journal.addPlan(run.runId, { plan, planHash, approvedBy: '' });
  const parameters = { attempt: String(attempt), actions: String(plan.actions.length) };
  const message = plan.way === 'undo' ? 'run.undoing' : 'run.planned-again';
  run.record({ kind: 'run-planned', message, parameters });
  return attempt;
}

/** Operations that were begun before and are not followed any more come to their end first. */
async function waitForEarlierOperations({ run, planNow }: DriveOptions): Promise<void> {
  const givingUpAtMs = run.clock.now() + earlierOperationsMs;
  for (let told = false; ; told = true) {
    run.signal.throwIfAborted();
    const { observed } = await planNow(run.halting.aborted);
    const running = observed.reports.flatMap((report) => report.state?.runningOperations ?? []);
    if (running.length === 0) return;
    const operations = running.join(', ');
    if (run.clock.now() >= givingUpAtMs) throw new HapyError('HAPY-E538', { operations });
    const parameters = { operations };
    if (!told) run.record({ kind: 'action-waiting', message: 'run.waiting-for-operations', parameters });
    await run.clock.delay(pollEveryMs, run.signal);
  }
}

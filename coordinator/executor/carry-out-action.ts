import { fromErrorRecord, HapyError, toErrorRecord } from '../../services/base/errors/hapy-error.ts';
import { type Action, isProof } from '../../services/domain/action.ts';
import { forgetNode } from '../../services/domain/change-spec.ts';
import { neededNodes } from '../../services/domain/needed-nodes.ts';
import { coordinatorPlace } from '../../services/domain/place.ts';
import { Snapshot } from '../../services/domain/snapshot.ts';
import { commandFor, nodeAt, seedFor } from './command-for.ts';
import { seedIsStale } from './stale-seed.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { followOperation } from './follow-operation.ts';
import { writingWhenIdle } from './idle-zone.ts';
import type { AgentCommand, AgentPort, Mutation, OperationRecord } from './ports.ts';
import type { AttemptContext, RunContext } from './run-context.ts';
import { relaySeed } from './seed-relay.ts';
import { look, missingIn, nameOf, settle } from './settle.ts';
import { Vigil } from './vigil.ts';

/**
 * How long a precondition may take to hold once everything before the action has finished. It holds at once
 * in a quiet zone; an election in between is given time to end.
 */
const preconditionPatienceMs = 30_000;
/**
 * How old a report may be to decide a precondition: what the action before it has just been judged by need
 * not be asked for again. A postcondition is only ever judged by reports that were asked for after the deed.
 */
const freshMs = 700;
/**
 * How long something that nobody follows any more may take to show its effect: a real oned answers up to 24 s
 * after its start (opennebula.md section 1).
 */
const afterUnknownMs = 30_000;
/**
 * How long the effect of an operation that has succeeded may take to show: elections, and a follower that catches
 * up. What does not show by then depends on something else, a server that was stopped meanwhile for example, which
 * only another plan can put right. The deadline of the action is for the operation.
 */
const effectShowsWithinMs = 3 * 60_000;
const retryEveryMs = 250;
/**
 * How long a node may be silent before its action is given up. Its operation may go on over there; what it
 * has done is observed when the node is back.
 */
const silentMaxMs = 60_000;

/** One action under way: what its steps share. */
interface Step {
  readonly action: Action;
  readonly run: AttemptContext;
  readonly actionId: string;
  readonly startedAtMs: number;
}

/**
 * Carries out one action whose predecessors have finished: waits for its precondition, writes the intent,
 * asks the agent, follows the operation, and has finished when the postcondition holds. Its journal entries
 * are written here, the failure included.
 *
 * @throws HapyError what it failed with.
 */
export async function carryOutAction(action: Action, run: AttemptContext): Promise<void> {
  const waitingSinceMs = run.clock.now();
  const actionId = `${run.runId}/${run.attempt}/${action.id}`;
  let step: Step = { action, run, actionId, startedAtMs: waitingSinceMs };
  let release: () => void = () => undefined;
  try {
    if (action.kind !== 'await') release = await takeNode(step);
    const snapshot = await untilReady(step);
    step = { ...step, startedAtMs: run.clock.now() };
    tell(step, { kind: 'action-started' });
    await reach(step, snapshot, () => release());
    tell(step, { kind: 'action-finished' });
  } catch (error) {
    tell(step, { kind: 'action-failed', error: toErrorRecord(error) });
    throw error;
  } finally {
    release();
  }
}

function tell(step: Step, entry: Parameters<RunContext['record']>[0]): void {
  const { action, run, startedAtMs } = step;
  run.record({
    actionId: action.id,
    actionKind: action.kind,
    node: action.node,
    elapsedMs: run.clock.now() - startedAtMs,
    ...entry,
  });
}

/** Queues for the node whose agent will be asked, which for the leader's place is today's leader. */
async function takeNode(step: Step): Promise<() => void> {
  const { action, run } = step;
  const snapshot = new Snapshot(run.specs.current, run.observer.last());
  const node = nodeAt(action.at, snapshot) ?? action.at;
  if (run.locks.isTaken(node)) {
    tell(step, { kind: 'action-waiting', message: 'run.waiting-for-node', parameters: { node } });
  }
  return run.locks.take(node);
}

/** Until its precondition holds; what is so already needs none, for it is not done again. */
async function untilReady(step: Step): Promise<Snapshot> {
  const { action, run } = step;
  const patience = startDeadline(run.clock, preconditionPatienceMs, run.signal, () => new Error('patience'));
  const stale = seedIsStale(action, run.runId, new Snapshot(run.specs.current, run.observer.last()));
  const instead = stale || isProof(action.kind) ? {} : { instead: action.postcondition };
  const goal = { conditions: action.precondition, ...instead, maxAgeMs: freshMs };
  const missing = await settle(goal, run, patience.signal, (what) => {
    tell(step, { kind: 'action-waiting', message: what.reason, parameters: what.parameters });
  });
  patience.clear();
  run.signal.throwIfAborted();
  if (missing === undefined) return new Snapshot(run.specs.current, run.observer.last());
  throw new HapyError('HAPY-E528', { action: action.id, condition: nameOf(missing) });
}

/** From the written intent to the postcondition. `release` frees the node once its operation has ended. */
async function reach(step: Step, snapshot: Snapshot, release: () => void): Promise<void> {
  const { action, run } = step;
  // What an earlier run, or the node itself, has done already.
  const stale = seedIsStale(action, run.runId, snapshot);
  if (!stale && isShown(action, snapshot)) return;
  const startedAtMs = run.clock.now();
  const late = () => {
    const seconds = Math.round((run.clock.now() - startedAtMs) / 1000);
    const missing = missingIn(action.postcondition, new Snapshot(run.specs.current, run.observer.last()));
    const condition = missing === undefined ? '-' : nameOf(missing);
    return new HapyError('HAPY-E529', { action: action.id, seconds, condition });
  };
  const deadline = startDeadline(run.clock, action.deadlineMs, run.signal, late);
  try {
    if (action.at === coordinatorPlace) await keepInStore(action, run);
    const command = commandFor(action, snapshot);
    if (command !== undefined) await operate(step, command, snapshot, deadline);
    release();
    const leftMs = deadline.atMs - run.clock.now();
    const effectMs = command === undefined ? leftMs : Math.min(leftMs, effectShowsWithinMs);
    const patience = startDeadline(run.clock, effectMs, deadline.signal, late);
    const vigil = new Vigil(run.clock, silentMaxMsOf(action));
    const write = writingWhenIdle(run, step, () => {
      tell(step, { kind: 'action-progress', message: 'run.forcing-write' });
    });
    const onLook = async (seen: Snapshot) => {
      await write(seen);
      const needed = action.postcondition.flatMap((condition) => neededNodes(condition, seen));
      const silent = vigil.givesUp(needed, seen);
      if (silent !== undefined) throw silence(step, silent);
    };
    const missing = await settle(
      { conditions: action.postcondition, maxAgeMs: 0, onLook },
      run,
      patience.signal,
      (what) => {
        tell(step, { kind: 'action-progress', message: what.reason, parameters: what.parameters });
      },
    ).finally(() => patience.clear());
    if (missing === undefined) return;
    run.signal.throwIfAborted();
    throw late();
  } finally {
    deadline.clear();
  }
}

/** Whether an observation shows that it is done. Of a proof only its own outcome does. */
function isShown({ kind, postcondition }: Action, snapshot: Snapshot): boolean {
  return !isProof(kind) && missingIn(postcondition, snapshot) === undefined;
}

/** What the coordinator does by itself. After an identity is barred the epoch grows, so that no older right counts. */
async function keepInStore({ kind, node }: Action, { specs, lease }: AttemptContext): Promise<void> {
  if (kind === 'bar-identity') {
    specs.bar(node);
    await lease.advance();
  } else if (kind === 'forget-node') specs.change(forgetNode(specs.current, node));
}

async function operate(
  step: Step,
  command: AgentCommand,
  snapshot: Snapshot,
  deadline: Deadline,
): Promise<void> {
  const { action, run, actionId } = step;
  const node = nodeAt(action.at, snapshot);
  if (node === undefined) throw new HapyError('HAPY-E532');
  await run.lease.ensure(node);
  const agent = run.agents.of(node);
  const { epoch, holder } = run.lease;
  const mutation = { runId: run.runId, actionId, epoch, holder, deadlineMs: deadline.atMs - run.clock.now() };
  if (command.rpc === 'ImportSeed') await bringSeed(step, snapshot, agent, mutation, deadline);
  const known = await dispatch(step, agent, command, mutation, deadline);
  if (known === undefined) return;
  const outcome = known.status === 'running' ? await follow(step, { node, agent }, deadline) : known;
  await judge(step, outcome);
}

async function bringSeed(
  step: Step,
  snapshot: Snapshot,
  agent: AgentPort,
  mutation: Mutation,
  deadline: Deadline,
): Promise<void> {
  const { action, run } = step;
  const { from, manifest } = seedFor(action, snapshot);
  const uploaded = snapshot.state(action.node)?.seeds.uploaded;
  if (uploaded?.seedId === manifest.seedId && uploaded.sha256 === manifest.sha256) return;
  const parameters = { from, node: action.node, bytes: String(manifest.sizeBytes) };
  tell(step, { kind: 'action-progress', message: 'run.relaying-seed', parameters });
  await relaySeed({
    from: { node: from, agent: run.agents.of(from) },
    to: { node: action.node, agent },
    manifest,
    // An action id names one operation; the upload before it is a thing of its own.
    mutation: { ...mutation, actionId: `${mutation.actionId}/upload` },
    signal: deadline.signal,
  });
}

/**
 * Asks the agent. After a lost answer the change may have been made or not: what is observed decides, then
 * what the agent has recorded. Only an agent that answers and does not know the action id is asked again;
 * the id makes sure that the operation is started once, however often it is asked for.
 *
 * Undefined when observation shows it done.
 */
async function dispatch(
  step: Step,
  agent: AgentPort,
  command: AgentCommand,
  mutation: Mutation,
  deadline: Deadline,
): Promise<OperationRecord | undefined> {
  const { action, run, actionId } = step;
  let lostAtMs: number | undefined;
  for (;;) {
    const lost = lostAtMs !== undefined;
    try {
      const found = lost ? await agent.findOperation(run.runId, actionId) : undefined;
      return found ?? (await agent.perform(command, mutation));
    } catch (error) {
      if (!(error instanceof HapyError) || !error.outcomeUnknown) throw error;
      if (deadline.signal.aborted) throw new HapyError('HAPY-E531', { action: action.id }, error);
    }
    if (!lost) {
      const parameters = { node: action.node };
      tell(step, { kind: 'action-progress', message: 'run.outcome-unknown', parameters });
    }
    lostAtMs ??= run.clock.now();
    if (run.clock.now() - lostAtMs >= silentMaxMsOf(action)) throw silence(step);
    const missing = await look(action.postcondition, run);
    if (missing === undefined && !isProof(action.kind)) return undefined;
    run.signal.throwIfAborted();
    await run.clock.delay(retryEveryMs, deadline.signal);
  }
}

/** Before its deadline at any rate: silence is another thing than slowness. */
function silentMaxMsOf({ deadlineMs }: Action): number {
  return Math.min(silentMaxMs, deadlineMs / 2);
}

function silence({ action }: Step, node = action.node): HapyError {
  const seconds = Math.round(silentMaxMsOf(action) / 1000);
  return new HapyError('HAPY-E545', { node, action: action.id, seconds });
}

async function answers({ run }: Step, node: string): Promise<boolean> {
  const { reports } = await run.observer.observe({ nodes: [node] });
  return reports.some((report) => report.node === node && report.state !== undefined);
}

async function follow(
  step: Step,
  { node, agent }: { readonly node: string; readonly agent: AgentPort },
  deadline: Deadline,
): Promise<OperationRecord> {
  const { run, actionId } = step;
  const record = await followOperation({
    agent,
    actionId,
    clock: run.clock,
    signal: deadline.signal,
    answers: () => answers(step, node),
    silentMaxMs: silentMaxMsOf(step.action),
    onSilence: () => silence(step),
    onEvent: ({ message, parameters }) => tell(step, { kind: 'action-progress', message, parameters }),
  });
  return record ?? { actionId, status: 'unknown', error: undefined, result: {} };
}

/** A succeeded operation goes on to its postcondition; of an unknown one only the postcondition can tell. */
async function judge(step: Step, outcome: OperationRecord): Promise<void> {
  const { action, run } = step;
  switch (outcome.status) {
    case 'succeeded':
      return;
    case 'cancelled':
      throw new HapyError('HAPY-E530', { action: action.id });
    case 'failed':
      throw fromErrorRecord(outcome.error ?? { code: 'HAPY-E531', parameters: { action: action.id } });
    case 'running':
    case 'unknown': {
      if (isProof(action.kind)) throw new HapyError('HAPY-E531', { action: action.id });
      const patience = startDeadline(run.clock, afterUnknownMs, run.signal, () => new Error('patience'));
      const missing = await settle(
        { conditions: action.postcondition, maxAgeMs: 0 },
        run,
        patience.signal,
        () => undefined,
      );
      patience.clear();
      run.signal.throwIfAborted();
      if (missing !== undefined) throw new HapyError('HAPY-E531', { action: action.id });
    }
  }
}

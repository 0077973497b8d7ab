import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Action } from '../../services/domain/action.ts';
import type { RunEvent } from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import type { CoordinatorClient } from './coordinator-client.ts';
import { parsePlan } from './read-plan.ts';
import { openDisplay } from './render/progress.ts';
import { openRunView, type RunView, seeEvent } from './render/run-view.ts';
import { exitStatusOfRun } from './run-words.ts';
import { type ExitStatus, type OutputFormat, print, say, type Session } from './session.ts';

/** A coordinator that is restarted is back within this; the events that were missed are told then. */
const reconnectTriesMax = 20;
const reconnectDelayMs = 500;

/**
 * Shows a run until it ends, from its first event or from what came after one. Ctrl-C only stops the looking:
 * the run belongs to the coordinator. Gives the exit status that tells how the run ended, 4 when it still goes on.
 *
 * @throws HapyError HAPY-E264 the coordinator has been away for too long
 */
export async function followRun(
  session: Session,
  coordinator: CoordinatorClient,
  run: {
    readonly runId: string;
    readonly plan: readonly Action[];
    readonly output: OutputFormat;
    /** What a person has seen already, by its sequence number. */
    readonly after?: bigint;
  },
): Promise<ExitStatus> {
  const left = session.interrupted();
  const display = openDisplay(session, run.output);
  let view = await openView(coordinator, run);
  try {
    for (let tries = 0; view.word === 'running' && !left.aborted; ) {
      const before = view.sequence;
      try {
        for await (const event of coordinator.watchRun(run.runId, view.sequence, left)) {
          view = seeEvent(view, event, await planOf(coordinator, event));
          await display.see(view, event);
        }
      } catch (error) {
        if (!isPassing(error, left)) throw error;
      }
      // A watch that told something was a good one, however it ended.
      tries = view.sequence > before ? 0 : tries + 1;
      if (tries > reconnectTriesMax) throw new HapyError('HAPY-E264', { run: run.runId });
      if (view.word === 'running' && !left.aborted)
        await pause(session, left, () => display.interrupted(view), tries);
    }
  } finally {
    display.end(view);
  }
  return outcome(session, view, run.output);
}

async function openView(
  coordinator: CoordinatorClient,
  run: { readonly runId: string; readonly plan: readonly Action[]; readonly after?: bigint },
): Promise<RunView> {
  // Without a plan, what comes next begins with one of its own.
  if (run.after !== undefined) return { ...openRunView(run.runId, run.plan), sequence: run.after };
  if (run.plan.length > 0) return openRunView(run.runId, run.plan);
  const [first] = (await coordinator.run(run.runId)).plans;
  return openRunView(run.runId, first === undefined ? [] : parsePlan(first.planJson, 'GetRun').actions);
}

/** The plan that a `run-planned` speaks of; without it the run is shown all the same. */
async function planOf(
  coordinator: CoordinatorClient,
  event: RunEvent,
): Promise<readonly Action[] | undefined> {
  if (event.kind !== 'run-planned') return undefined;
  const attempt = Number(event.parameters['attempt']);
  const { plans } = await coordinator.run(event.runId);
  const planned = plans[attempt - 1];
  return planned === undefined ? undefined : parsePlan(planned.planJson, 'GetRun').actions;
}

/** What a later watch may get over: a coordinator that is away or slow, and the person's own Ctrl-C. */
function isPassing(error: unknown, left: AbortSignal): boolean {
  return left.aborted || (error instanceof HapyError && error.outcomeUnknown);
}

async function pause(session: Session, left: AbortSignal, tell: () => void, tries: number): Promise<void> {
  if (tries === 0) return;
  tell();
  await session.clock.delay(reconnectDelayMs, left).catch(() => undefined);
}

/** Set by `npm start`, whose Ctrl-C ends the coordinator too: there no run goes on. */
function endsWithUs({ environment }: Session): boolean {
  return environment['HAPY_RUN_ENDS_WITH_US'] === '1';
}

function outcome(session: Session, view: RunView, output: OutputFormat): ExitStatus {
  if (view.word === 'running' && output === 'table' && !endsWithUs(session)) {
    print(session, say(session, 'apply.detached', { run: view.runId }));
  }
  return exitStatusOfRun(view.word);
}

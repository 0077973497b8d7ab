import type { Clock } from '../../services/base/clock.ts';
import { fromErrorRecord, HapyError } from '../../services/base/errors/hapy-error.ts';
import type { OperationContext } from '../operation-kind.ts';
import type { Helper, ProgramRequest, ProgramState } from '../ports/helper.ts';

const retryMs = 250;
/** How long a helper that is away is waited for when a program is to be ended. A restart takes a second or two. */
const cancelMaxMs = 30_000;

/**
 * Has the helper carry out a long program under this operation's action id and follows it to its end, across
 * restarts of the helper. After a restart of the agent it finds the program again and starts none: with
 * neither result nor process nobody knows what was done.
 *
 * @throws HapyError what the program failed with, or HAPY-E332 when its outcome is unknown
 */
export async function runProgram(
  helper: Helper,
  clock: Clock,
  context: OperationContext,
  request: Omit<ProgramRequest, 'actionId' | 'deadlineMs'>,
): Promise<void> {
  if (!context.resumed) await start(helper, clock, context, request);
  const state = await follow(helper, clock, context);
  if (state.status === 'finished' && state.error === undefined) return;
  if (state.status === 'finished' && state.error !== undefined) {
    // We ended it: why is what our own signal says, a cancellation or the deadline.
    if (context.signal.aborted && state.error.code === 'HAPY-E307') throw context.signal.reason;
    throw fromErrorRecord(state.error);
  }
  throw new HapyError('HAPY-E332', { program: request.program });
}

/** A helper that is restarted just now may have begun it or not: asked again by the same id, it begins it once. */
async function start(
  helper: Helper,
  clock: Clock,
  { actionId, deadlineMs, signal }: OperationContext,
  request: Omit<ProgramRequest, 'actionId' | 'deadlineMs'>,
): Promise<void> {
  for (let asked = false; ; asked = true) {
    // Once it was asked for, only `follow` may let go of it, for it may be running.
    if (asked && signal.aborted) return;
    signal.throwIfAborted();
    try {
      await helper.startProgram({ actionId, deadlineMs, ...request });
      return;
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
    await clock.delay(retryMs, signal).catch(() => undefined);
  }
}

async function follow(helper: Helper, clock: Clock, context: OperationContext): Promise<ProgramState> {
  const seen = { lines: 0 };
  for (;;) {
    if (context.signal.aborted) return cancel(helper, clock, context);
    try {
      const state = await followOnce(helper, context, seen);
      if (state !== undefined) return state;
    } catch (error) {
      // The helper was restarted: the program goes on without it and is found again under the same id.
      if (!context.signal.aborted && !isPassing(error)) throw error;
    }
    await clock.delay(retryMs, context.signal).catch(() => undefined);
  }
}

/**
 * Ends the program, and gives the state in which it ended: it may have been done just before. While it may
 * still be running nobody may call it cancelled, for the next change of this node would then run beside it.
 */
async function cancel(
  helper: Helper,
  clock: Clock,
  { actionId, signal }: OperationContext,
): Promise<ProgramState> {
  const givingUpAtMs = clock.now() + cancelMaxMs;
  for (;;) {
    try {
      const state = await helper.cancelProgram(actionId);
      if (state.status === 'absent') throw signal.reason;
      if (state.status !== 'running') return state;
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
    if (clock.now() >= givingUpAtMs) return { status: 'unknown', error: undefined };
    await clock.delay(retryMs);
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof HapyError && error.outcomeUnknown;
}

async function followOnce(
  helper: Helper,
  context: OperationContext,
  seen: { lines: number },
): Promise<ProgramState | undefined> {
  let line = 0;
  for await (const update of helper.watchProgram(context.actionId, context.signal)) {
    if (typeof update !== 'string') return update;
    line += 1;
    if (line <= seen.lines) continue;
    seen.lines = line;
    if (update.trim() !== '') context.say('operation.output', { line: update.slice(0, 500) });
  }
  return undefined;
}

import type { Clock } from '../../services/base/clock.ts';
import { fromErrorRecord, HapyError } from '../../services/base/errors/hapy-error.ts';
import type { OperationContext } from '../operation-kind.ts';
import type { Helper, ProgramRequest, ProgramState } from '../ports/helper.ts';

const retryMs = 250;

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
  request: Pick<ProgramRequest, 'program' | 'seedId' | 'clusterId' | 'manifest'>,
): Promise<void> {
  const { actionId, deadlineMs, resumed } = context;
  if (!resumed) await helper.startProgram({ actionId, deadlineMs, ...request });
  const state = await follow(helper, clock, context);
  if (state.status === 'finished' && state.error === undefined) return;
  if (state.status === 'finished' && state.error !== undefined) throw fromErrorRecord(state.error);
  throw new HapyError('HAPY-E332', { program: request.program });
}

async function follow(helper: Helper, clock: Clock, context: OperationContext): Promise<ProgramState> {
  const seen = { lines: 0 };
  for (;;) {
    try {
      const state = await followOnce(helper, context, seen);
      if (state !== undefined) return state;
    } catch (error) {
      if (context.signal.aborted) {
        await helper.cancelProgram(context.actionId);
        throw context.signal.reason;
      }
      // The helper was restarted: the program goes on without it and is found again under the same id.
      if (!(error instanceof HapyError) || !error.outcomeUnknown) throw error;
    }
    await clock.delay(retryMs, context.signal).catch(() => undefined);
  }
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

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { withCoordinator } from '../coordinator-client.ts';
import { followRun as follow } from '../follow-run.ts';
import { parsePlan } from '../read-plan.ts';
import { durationText } from '../../../services/wording/duration.ts';
import { runObject } from '../render/run-objects.ts';
import { show } from '../render/show.ts';
import { renderTable } from '../render/table.ts';
import { localTime } from '../render/local-time.ts';
import { runWord } from '../../../services/rpc/mapping/run-status.ts';
import { exitStatusOfRun } from '../run-words.ts';
import { type ExitStatus, type OutputFormat, say, type Session } from '../session.ts';

/** The runs there were, newest first. */
export async function listRuns(
  session: Session,
  options: { readonly output: OutputFormat; readonly limit: number },
): Promise<ExitStatus> {
  const runs = await withCoordinator(session, (coordinator) => coordinator.runs(options.limit));
  await show(session, options.output, { runs: runs.map(runObject) }, () => {
    if (runs.length === 0) return say(session, 'runs.none');
    const rows = runs.map((run) => {
      const endMs = Number(run.finishedAtMs) || session.clock.now();
      return [
        run.runId,
        say(session, `value.run.${runWord(run.status)}`),
        localTime(Number(run.startedAtMs)),
        durationText(endMs - Number(run.startedAtMs), session.language),
        `${run.actionsDone}/${run.actionsTotal}`,
        run.startedBy,
      ];
    });
    return renderTable(
      [
        { title: say(session, 'column.run'), align: 'left' },
        { title: say(session, 'column.status'), align: 'left' },
        { title: say(session, 'column.started'), align: 'left' },
        { title: say(session, 'column.duration'), align: 'right' },
        { title: say(session, 'column.actions'), align: 'right' },
        { title: say(session, 'column.by'), align: 'left' },
      ],
      rows,
      '  ',
    );
  });
  return 0;
}

/**
 * Shows one run until it ends, from its beginning or from what came after an event; without an id the newest one.
 *
 * @throws HapyError HAPY-E265 there is none, HAPY-E523
 */
export async function followRun(
  session: Session,
  id: string | undefined,
  options: { readonly output: OutputFormat; readonly after?: number },
): Promise<ExitStatus> {
  return withCoordinator(session, async (coordinator) => {
    const runId = id ?? (await coordinator.runs(1))[0]?.runId;
    if (runId === undefined) throw new HapyError('HAPY-E265');
    const { output, after = 0 } = options;
    const answer = await coordinator.run(runId);
    const { run } = answer;
    const word = run === undefined ? 'running' : runWord(run.status);
    // Nothing comes after the last event of a run that has ended, and nothing need be waited for.
    if (run !== undefined && word !== 'running' && run.lastSequence <= after) return exitStatusOfRun(word);
    const plan = answer.plans[0] === undefined ? [] : parsePlan(answer.plans[0].planJson, 'GetRun').actions;
    return follow(session, coordinator, { runId, plan, after: BigInt(after), output });
  });
}

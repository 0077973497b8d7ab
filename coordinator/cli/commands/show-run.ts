import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { GetRunResponse, Run } from '../../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { type CoordinatorClient, withCoordinator } from '../coordinator-client.ts';
import { parsePlan } from '../read-plan.ts';
import { durationText } from '../../../services/wording/duration.ts';
import { localTime } from '../render/local-time.ts';
import { runLine } from '../render/progress-lines.ts';
import { whatText, whereText } from '../render/progress-text.ts';
import { eventObject, runObject } from '../render/run-objects.ts';
import { errorLines } from '../render/error-view.ts';
import { actionsIn, type ActionView, openRunView, type RunView, seeEvent } from '../render/run-view.ts';
import { show } from '../render/show.ts';
import { renderTable } from '../render/table.ts';
import { runWord } from '../../../services/rpc/mapping/run-status.ts';
import { type ExitStatus, type OutputFormat, say, type Session } from '../session.ts';

/** Everything about one run so far: who, which plans, what became of each action, and what to do next. */
export function showRun(
  session: Session,
  id: string | undefined,
  options: { readonly output: OutputFormat },
): Promise<ExitStatus> {
  return withCoordinator(session, async (coordinator): Promise<ExitStatus> => {
    const wanted = id ?? (await coordinator.runs(1))[0]?.runId;
    if (wanted === undefined) throw new HapyError('HAPY-E265');
    const told = await coordinator.run(wanted);
    if (told.run === undefined) throw new HapyError('HAPY-E523', { run: wanted });
    const history = await historyOf(session, coordinator, told, told.run);
    const plans = told.plans.map(({ planJson, hash, atMs, approvedBy }) => ({
      hash,
      atMs: Number(atMs),
      approvedBy,
      plan: parsePlan(planJson, 'GetRun'),
    }));
    const object = { run: runObject(told.run), reason: told.reason, plans, events: history.events };
    await show(session, options.output, object, () => page(session, told, told.run as Run, history));
    return 0;
  });
}

interface History {
  readonly view: RunView;
  readonly events: readonly ReturnType<typeof eventObject>[];
  readonly notes: readonly string[];
}

/** Its events up to now; a run that is going on is not waited for. */
async function historyOf(
  session: Session,
  coordinator: CoordinatorClient,
  { plans }: GetRunResponse,
  run: Run,
): Promise<History> {
  const planOf = (attempt: number) => {
    const plan = plans[attempt - 1];
    return plan === undefined ? [] : parsePlan(plan.planJson, 'GetRun').actions;
  };
  let view = openRunView(run.runId, planOf(1));
  const events: ReturnType<typeof eventObject>[] = [];
  const notes: string[] = [];
  const enough = new AbortController();
  if (run.lastSequence === 0n) return { view, events, notes };
  for await (const event of coordinator.watchRun(run.runId, 0n, enough.signal)) {
    const plan = event.kind === 'run-planned' ? planOf(Number(event.parameters['attempt'])) : undefined;
    view = seeEvent(view, event, plan);
    events.push(eventObject(event));
    const note = runLine(session, event);
    if (note !== undefined) notes.push(`${localTime(Number(event.atMs))}  ${note}`);
    if (event.sequence >= run.lastSequence) break;
  }
  enough.abort();
  return { view, events, notes };
}

function page(
  session: Session,
  { plans, reason }: GetRunResponse,
  run: Run,
  { view, notes }: History,
): string {
  const { runId } = run;
  const word = runWord(run.status);
  const endMs = Number(run.finishedAtMs) || session.clock.now();
  const startedMs = Number(run.startedAtMs);
  const duration = durationText(endMs - startedMs, session.language);
  const status = say(session, `value.run.${word}`);
  const lines = [
    say(session, 'run.show.title', { run: runId, status }),
    `  ${say(session, 'run.show.started', { by: run.startedBy, at: localTime(startedMs), duration })}`,
  ];
  if (reason !== '') lines.push(`  ${say(session, 'run.show.reason', { reason })}`);
  for (const [at, { planJson, hash, approvedBy: by }] of plans.entries()) {
    const actions = parsePlan(planJson, 'GetRun').actions.length;
    const about = { attempt: at + 1, hash: hash.slice(0, 12), actions };
    lines.push(
      `  ${by === '' ? say(session, 'run.show.plan-within', about) : say(session, 'run.show.plan', { ...about, by })}`,
    );
  }
  lines.push(...notes.map((note) => `  ${note}`), '', actionTable(session, view));
  const failed = actionsIn(view, 'failed').flatMap((action) => action.error ?? []);
  for (const error of failed) lines.push('', ...errorLines(session, error));
  const told = failed.some((error) => error.code === view.error?.code);
  if (view.error !== undefined && !told) lines.push('', ...errorLines(session, view.error));
  if (word === 'partial' || word === 'failed') lines.push('', say(session, 'run.show.next-partial'));
  if (word === 'running') lines.push('', say(session, 'run.show.next-running', { run: runId }));
  return lines.join('\n');
}

function actionTable(session: Session, view: RunView): string {
  const rows = [...view.actions.values()].map((action) => [
    whereText(session, action),
    say(session, `value.action.${action.progress}`),
    elapsedText(session, action),
    // Last, where a long text pushes nothing aside.
    whatText(session, action),
  ]);
  return renderTable(
    [
      { title: say(session, 'column.node'), align: 'left' },
      { title: say(session, 'column.status'), align: 'left' },
      { title: say(session, 'column.duration'), align: 'right' },
      { title: say(session, 'column.action'), align: 'left' },
    ],
    rows,
    '  ',
  );
}

function elapsedText(session: Session, { progress, elapsedMs }: ActionView): string {
  return progress === 'done' || progress === 'failed' ? durationText(elapsedMs, session.language) : '';
}

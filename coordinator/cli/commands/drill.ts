import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { RunEvent } from '../../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { untilBelieved } from '../believed-run.ts';
import { confirmed } from '../confirmation.ts';
import { type CoordinatorClient, withCoordinator } from '../coordinator-client.ts';
import { followRun } from '../follow-run.ts';
import { parsePlan } from '../read-plan.ts';
import { type DrillTimes, drillTimes, milestones } from '../../../services/wording/drill-times.ts';
import { durationText } from '../../../services/wording/duration.ts';
import { jsonLine } from '../render/json.ts';
import { isBlocked, planView } from '../render/plan-view.ts';
import { localTime } from '../render/local-time.ts';
import { show, showFirst } from '../render/show.ts';
import { printableYaml } from '../render/yaml.ts';
import { runWord } from '../../../services/rpc/mapping/run-status.ts';
import type { Plan } from '../../../services/domain/plan.ts';
import { type ExitStatus, type OutputFormat, print, say, type Session, wrapFor } from '../session.ts';

export interface DrillOptions {
  readonly output: OutputFormat;
  readonly dryRun: boolean;
  readonly yes: boolean;
  /** Shows the report of the last one instead. */
  readonly last?: boolean;
  readonly reason?: string;
}

/**
 * Proves the fail-over by doing one. The report's times count from the moment the leader's oned had stopped.
 *
 * @throws HapyError HAPY-E258 nobody can be asked, HAPY-E263 the cluster is not whole
 */
export function drill(session: Session, options: DrillOptions): Promise<ExitStatus> {
  if (options.last === true) return lastDrill(session, options.output);
  return withCoordinator(session, async (coordinator) => {
    const answer = await coordinator.drillPlan();
    const plan = parsePlan(answer.planJson, 'GetPlan');
    if (options.output === 'table' || options.dryRun) {
      await show(session, options.output, { hash: answer.hash, plan }, () => planView(session, plan));
    }
    if (isBlocked(plan)) throw new HapyError('HAPY-E263', { count: plan.findings.length });
    if (options.dryRun) return 0;
    if (!options.yes && !(await confirmed(session, 'drill.question'))) {
      print(session, say(session, 'apply.declined'));
      return 3;
    }
    if (options.output === 'table') print(session, '');
    return carryOutDrill(session, coordinator, { answer: { hash: answer.hash, plan }, ...options });
  });
}

/** Carries out a drill that was shown, and tells what it took. */
async function carryOutDrill(
  session: Session,
  coordinator: CoordinatorClient,
  o: {
    readonly answer: { readonly hash: string; readonly plan: Plan };
    readonly output: OutputFormat;
    readonly reason?: string;
  },
): Promise<ExitStatus> {
  const { answer, output, reason = 'drill' } = o;
  const { plan } = answer;
  const nothing = { ignoreChecks: [], discardDatabases: new Map<string, string>() };
  const runId = await coordinator.startRun({ planHash: answer.hash, reason, drill: true, ...nothing });
  const status = await followRun(session, coordinator, { runId, plan: plan.actions, output });
  if (status !== 0) return status;
  await report(session, coordinator, { runId, output });
  return untilBelieved(session, coordinator, output);
}

/** Said before anything is asked: the end of what begins now stops a leader. */
export function announceDrill(session: Session): void {
  print(session, ['', ...wrapFor(session.output, say(session, 'apply.drill-follows'))].join('\n'));
}

/**
 * The end of a founding: a zone that was never led by another server is not proved. Three when the drill cannot begin,
 * with what stands in its way.
 */
export async function proveFounding(
  session: Session,
  coordinator: CoordinatorClient,
  output: OutputFormat,
): Promise<ExitStatus> {
  const answer = await coordinator.drillPlan();
  const plan = parsePlan(answer.planJson, 'GetPlan');
  if (output === 'table') print(session, `\n${say(session, 'drill.of-founding')}`);
  await showFirst(session, output, { kind: 'drill-plan', hash: answer.hash, plan }, () =>
    planView(session, plan),
  );
  if (isBlocked(plan)) return 3;
  if (output === 'table') print(session, '');
  return carryOutDrill(session, coordinator, { answer: { hash: answer.hash, plan }, output });
}

/** How many runs are looked through for the last drill. */
const runsMax = 200;

/** The report of the last drill that succeeded, from the journal. @throws HapyError HAPY-E726 there is none */
function lastDrill(session: Session, output: OutputFormat): Promise<ExitStatus> {
  return withCoordinator(session, async (coordinator) => {
    for (const run of await coordinator.runs(runsMax)) {
      if (runWord(run.status) !== 'succeeded') continue;
      const [first] = (await coordinator.run(run.runId)).plans;
      if (first === undefined || parsePlan(first.planJson, 'GetRun').way !== 'drill') continue;
      if (output === 'table') print(session, `${run.runId}  ${localTime(Number(run.finishedAtMs))}`);
      return report(session, coordinator, { runId: run.runId, output });
    }
    throw new HapyError('HAPY-E726');
  });
}

async function report(
  session: Session,
  coordinator: CoordinatorClient,
  { runId, output }: { readonly runId: string; readonly output: OutputFormat },
): Promise<ExitStatus> {
  const times = drillTimes(await eventsOf(session, coordinator, runId));
  if (output === 'table') print(session, reportLines(session, times).join('\n'));
  else if (output === 'json') print(session, jsonLine({ kind: 'drill', runId, ...times }));
  else print(session, `---\n${await printableYaml({ kind: 'drill', runId, ...times })}`);
  return 0;
}

async function eventsOf(
  session: Session,
  coordinator: CoordinatorClient,
  runId: string,
): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of coordinator.watchRun(runId, 0n, session.interrupted())) events.push(event);
  return events;
}

function reportLines(session: Session, times: DrillTimes): string[] {
  const lines = ['', say(session, 'drill.proved')];
  for (const name of ['stopped', ...milestones.map(([each]) => each)] as const) {
    const ms = times[name];
    if (ms === undefined) continue;
    lines.push(`  ${say(session, `drill.${name}`)} ${durationText(ms, session.language)}`);
  }
  return lines;
}

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { RunEvent } from '../../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { untilBelieved } from '../believed-run.ts';
import { confirmed } from '../confirmation.ts';
import { type CoordinatorClient, withCoordinator } from '../coordinator-client.ts';
import { followRun } from '../follow-run.ts';
import { parsePlan } from '../read-plan.ts';
import {
  type DrilledPart,
  type DrillTimes,
  drillTimes,
  timesOf,
} from '../../../services/wording/drill-times.ts';
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
  /** The replicated storage is put to the test instead of the zone. */
  readonly storage?: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  /** Shows the report of the last one instead. */
  readonly last?: boolean;
  readonly reason?: string;
}

/**
 * Proves the fail-over, or the replicated storage, by trying it. The report's times count from the moment the leader's
 * oned, or the brick, had stopped.
 *
 * @throws HapyError HAPY-E258 nobody can be asked, HAPY-E263 the cluster is not whole
 */
export function drill(session: Session, options: DrillOptions): Promise<ExitStatus> {
  const part = options.storage === true ? 'storage' : 'zone';
  if (options.last === true) return lastDrill(session, part, options.output);
  return withCoordinator(session, async (coordinator) => {
    const answer = await coordinator.drillPlan(part);
    const plan = parsePlan(answer.planJson, 'GetPlan');
    if (options.output === 'table' || options.dryRun) {
      await show(session, options.output, { hash: answer.hash, plan }, () => planView(session, plan));
    }
    if (isBlocked(plan)) throw new HapyError('HAPY-E263', { count: plan.findings.length });
    if (options.dryRun) return 0;
    const question = part === 'storage' ? 'drill.storage-question' : 'drill.question';
    if (!options.yes && !(await confirmed(session, question))) {
      print(session, say(session, 'apply.declined'));
      return 3;
    }
    if (options.output === 'table') print(session, '');
    return carryOutDrill(session, coordinator, { answer: { hash: answer.hash, plan }, part, ...options });
  });
}

/** Carries out a drill that was shown, and tells what it took. */
async function carryOutDrill(
  session: Session,
  coordinator: CoordinatorClient,
  o: {
    readonly answer: { readonly hash: string; readonly plan: Plan };
    readonly part?: DrilledPart;
    readonly output: OutputFormat;
    readonly reason?: string;
  },
): Promise<ExitStatus> {
  const { answer, output, reason = 'drill', part = 'zone' } = o;
  const { plan } = answer;
  const nothing = { ignoreChecks: [], discardDatabases: new Map<string, string>() };
  const runId = await coordinator.startRun({
    ...{ planHash: answer.hash, reason, ...nothing },
    ...(part === 'zone' ? { drill: true } : { drillStorage: true }),
  });
  const status = await followRun(session, coordinator, { runId, plan: plan.actions, output });
  if (status !== 0) return status;
  await report(session, coordinator, { runId, part, output });
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
function lastDrill(session: Session, part: DrilledPart, output: OutputFormat): Promise<ExitStatus> {
  const wanted = part === 'zone' ? 'drill' : 'drill-storage';
  return withCoordinator(session, async (coordinator) => {
    for (const run of await coordinator.runs(runsMax)) {
      if (runWord(run.status) !== 'succeeded') continue;
      const [first] = (await coordinator.run(run.runId)).plans;
      if (first === undefined || parsePlan(first.planJson, 'GetRun').way !== wanted) continue;
      if (output === 'table') print(session, `${run.runId}  ${localTime(Number(run.finishedAtMs))}`);
      return report(session, coordinator, { runId: run.runId, part, output });
    }
    throw new HapyError('HAPY-E726');
  });
}

async function report(
  session: Session,
  coordinator: CoordinatorClient,
  o: { readonly runId: string; readonly part: DrilledPart; readonly output: OutputFormat },
): Promise<ExitStatus> {
  const { runId, part, output } = o;
  const times = drillTimes(await eventsOf(session, coordinator, runId), part);
  const told = { kind: part === 'zone' ? 'drill' : 'drill-storage', runId, ...times };
  if (output === 'table') print(session, reportLines(session, part, times).join('\n'));
  else if (output === 'json') print(session, jsonLine(told));
  else print(session, `---\n${await printableYaml(told)}`);
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

function reportLines(session: Session, part: DrilledPart, times: DrillTimes): string[] {
  const named =
    part === 'zone'
      ? timesOf.zone.map((name) => [say(session, `drill.${name}`), times[name]] as const)
      : timesOf.storage.map((name) => [say(session, `drill.storage-${name}`), times[name]] as const);
  const lines = named.flatMap(([what, ms]) =>
    ms === undefined ? [] : [`  ${what} ${durationText(ms, session.language)}`],
  );
  const proved = say(session, part === 'zone' ? 'drill.proved' : 'drill.storage-proved');
  return ['', proved, ...lines];
}

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { RunEvent } from '../../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { confirmed } from '../confirmation.ts';
import { type CoordinatorClient, withCoordinator } from '../coordinator-client.ts';
import { followRun } from '../follow-run.ts';
import { parsePlan } from '../read-plan.ts';
import { durationText } from '../render/duration.ts';
import { jsonLine } from '../render/json.ts';
import { isBlocked, planView } from '../render/plan-view.ts';
import { show } from '../render/show.ts';
import { type ExitStatus, type OutputFormat, print, say, type Session } from '../session.ts';

export interface DrillOptions {
  readonly output: OutputFormat;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly reason?: string;
}

/**
 * Proves the fail-over by doing one. The report's times count from the moment the leader's oned had stopped.
 *
 * @throws HapyError HAPY-E258 nobody can be asked, HAPY-E263 the cluster is not whole
 */
export function drill(session: Session, options: DrillOptions): Promise<ExitStatus> {
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
    const { reason = 'drill' } = options;
    const nothing = { ignoreChecks: [], discardDatabases: new Map<string, string>() };
    const runId = await coordinator.startRun({ planHash: answer.hash, reason, drill: true, ...nothing });
    const status = await followRun(session, coordinator, {
      runId,
      plan: plan.actions,
      output: options.output,
    });
    if (status !== 0) return status;
    const times = timesOf(await eventsOf(session, coordinator, runId));
    if (options.output === 'table') print(session, reportLines(session, times).join('\n'));
    else print(session, jsonLine({ kind: 'drill', runId, ...times }));
    return 0;
  });
}

/** Milliseconds; from the stop on, but for `stopped`, which is how long the stop took. */
type DrillTimes = Readonly<Partial<Record<(typeof milestones)[number][0], number>>>;

/** What of a report is the end of which action. */
const milestones = [
  ['led', /^await\/led-by-another$/],
  ['vip', /^await\/vip-follows$/],
  ['written', /^set-zone-endpoint$/],
  ['whole', /^await\/cluster-whole$/],
  ['stopped', /^stop-oned\//],
] as const;

/** Read from the journal, where they stay with the run. */
export function timesOf(events: readonly RunEvent[]): DrillTimes {
  const finished = events.filter(({ kind }) => kind === 'action-finished');
  const stop = finished.find(({ actionId }) => actionId.startsWith('stop-oned/'));
  if (stop === undefined) return {};
  const times = milestones.flatMap(([name, action]) => {
    const end = finished.find(({ actionId }) => action.test(actionId));
    if (end === undefined) return [];
    return [[name, name === 'stopped' ? Number(stop.elapsedMs) : Number(end.atMs - stop.atMs)] as const];
  });
  return Object.fromEntries(times);
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
  for (const name of ['stopped', 'led', 'vip', 'written', 'whole'] as const) {
    const ms = times[name];
    if (ms === undefined) continue;
    lines.push(`  ${say(session, `drill.${name}`)} ${durationText(ms, session.language)}`);
  }
  return lines;
}

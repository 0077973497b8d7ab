import type {
  AbortRunRequest,
  AbortRunResponse,
  GetRunRequest,
  GetRunResponse,
  ListRunsRequest,
  ListRunsResponse,
  ResumeRunRequest,
  ResumeRunResponse,
  StartRunRequest,
  StartRunResponse,
  WatchRunRequest,
  WatchRunResponse,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { identityOf } from '../../services/rpc/caller.ts';
import { serverStream, unary } from '../../services/rpc/handlers.ts';
import { intentFromProto } from '../../services/rpc/mapping/intent.ts';
import { runEventToProto, runToProto } from './run-event-to-proto.ts';
import type { ServiceContext } from './service-context.ts';

const listDefault = 20;
const listMax = 1000;
/** Longer reasons are cut: they are for one line of the audit. */
const reasonCharactersMax = 500;

export function runRpcs(context: ServiceContext) {
  const { runs, preflight, journal } = context;
  return {
    startRun: unary<StartRunRequest, StartRunResponse>(async (request, { caller }) => {
      const { planHash, ignoreChecks, drill, drillStorage } = request;
      const reason = request.reason.slice(0, reasonCharactersMax);
      const discardDatabases = new Map(Object.entries(request.discardDatabases));
      const intent = intentFromProto(request.intent, context.spec);
      const wish = { discardDatabases, intent, drill, drillStorage };
      // A drill changes nothing of what a preflight judges, and has preconditions of its own.
      if (runs.active === '' && !drill && !drillStorage) {
        const { plan, spec } = await runs.plan(wish);
        await preflight.guard(plan, ignoreChecks, spec);
      }
      const runId = await runs.start({
        planHash,
        reason,
        startedBy: caller.name,
        identity: identityOf(caller),
        ...wish,
      });
      return { runId };
    }),
    resumeRun: unary<ResumeRunRequest, ResumeRunResponse>(async (request, { caller }) => {
      const { planHash, ignoreChecks } = request;
      const { runId } = journal.find(request.runId);
      const reason = request.reason.slice(0, reasonCharactersMax);
      if (runs.active === '') await preflight.guard((await runs.planRest(runId)).plan, ignoreChecks);
      await runs.resume(runId, { planHash, reason, startedBy: caller.name, identity: identityOf(caller) });
      return { runId };
    }),
    abortRun: unary<AbortRunRequest, AbortRunResponse>(async (request, { caller }) => {
      const { runId } = journal.find(request.runId);
      await runs.abort(runId, identityOf(caller));
      return { runId };
    }),
    getRun: unary<GetRunRequest, GetRunResponse>(async ({ runId }) => {
      const run = journal.find(runId);
      const plans = journal.plansOf(run.runId).map(({ plan, planHash, atMs, approvedBy }) => ({
        planJson: JSON.stringify(plan),
        hash: planHash,
        atMs: BigInt(atMs),
        approvedBy,
      }));
      return { run: runToProto(run), plans, reason: run.reason };
    }),
    watchRun: serverStream<WatchRunRequest, WatchRunResponse>(async function* (request, { signal }) {
      for await (const event of journal.follow(
        journal.find(request.runId).runId,
        Number(request.afterSequence),
        signal,
      )) {
        yield { event: runEventToProto(event) };
      }
    }),
    listRuns: unary<ListRunsRequest, ListRunsResponse>(async ({ limit, before }) => ({
      runs: journal
        .list(
          limit === 0 ? listDefault : Math.min(limit, listMax),
          before === 0n ? undefined : Number(before),
        )
        .map(runToProto),
    })),
  };
}

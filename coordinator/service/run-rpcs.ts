import type {
  ListRunsRequest,
  ListRunsResponse,
  StartRunRequest,
  StartRunResponse,
  WatchRunRequest,
  WatchRunResponse,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { serverStream, unary } from '../../services/rpc/handlers.ts';
import { writeAudit } from '../store/audit-log.ts';
import { runEventToProto, runToProto } from './run-event-to-proto.ts';
import type { ServiceContext } from './service-context.ts';

const listDefault = 20;
const listMax = 1000;
/** Longer reasons are cut: they are for one line of the audit. */
const reasonCharactersMax = 500;

export function runRpcs(context: ServiceContext) {
  const { runs, preflight, journal, database, clock } = context;
  return {
    startRun: unary<StartRunRequest, StartRunResponse>(async (request, { caller }) => {
      const { planHash, ignoreChecks } = request;
      const reason = request.reason.slice(0, reasonCharactersMax);
      if (runs.active === '') await preflight.guard((await runs.plan()).plan, ignoreChecks);
      const runId = await runs.start({ planHash, reason, startedBy: caller.name });
      const details = { runId, planHash, reason, ignored: ignoreChecks.join(' ') };
      writeAudit(database, { caller, atMs: clock.now(), deed: 'start-run', details });
      return { runId };
    }),
    watchRun: serverStream<WatchRunRequest, WatchRunResponse>(async function* (request, { signal }) {
      for await (const event of journal.follow(request.runId, Number(request.afterSequence), signal)) {
        yield { event: runEventToProto(event) };
      }
    }),
    listRuns: unary<ListRunsRequest, ListRunsResponse>(async ({ limit }) => ({
      runs: journal.list(limit === 0 ? listDefault : Math.min(limit, listMax)).map(runToProto),
    })),
  };
}

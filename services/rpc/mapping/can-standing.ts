import type { Standing } from '../../domain/can.ts';
import { leaderOf } from '../../domain/snapshot.ts';
import { FindingSeverity, type GetStatusResponse, type Run } from '../gen/hapy/coordinator/v1/coordinator.ts';
import { reportFromProto } from './node-report.ts';
import { runWord } from './run-status.ts';
import { storageSummaryFromProto } from './storage-summary.ts';

/** What decides what can be done, out of a status and the newest run. */
export function canStanding(status: GetStatusResponse, newest: Run | undefined, role: string): Standing {
  const { clusterId, nodes, activeRun, findings, coordinatorNode: coordinator } = status;
  const vip = status.vip ?? { address: '', name: '', holders: [] };
  const reports = nodes.map(reportFromProto);
  const stopped = newest !== undefined && ['partial', 'failed'].includes(runWord(newest.status));
  return {
    ...{ role, activeRun, coordinator, nodes: nodes.map(({ name }) => name) },
    stoppedRun: activeRun === '' && stopped ? newest.runId : '',
    leader: leaderOf({ clusterId, platform: 'eole', nodes, vip }, { reports }) ?? '',
    wrong: findings.find(({ severity }) => severity === FindingSeverity.FINDING_SEVERITY_ERROR)?.code ?? '',
    outside: reports
      .filter(({ state }) => state !== undefined && state.guard.state !== 'member')
      .map(({ node }) => node),
    storage: status.storage && storageSummaryFromProto(status.storage),
  };
}

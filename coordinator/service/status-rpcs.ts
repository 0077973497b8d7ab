import type { Observed } from '../../services/domain/observed.ts';
import { Snapshot } from '../../services/domain/snapshot.ts';
import { coordinatorNodeOf, type SpecNode } from '../../services/domain/spec.ts';
import { storageSummary } from '../../services/domain/storage/storage-summary.ts';
import type {
  GetStatusRequest,
  GetStatusResponse,
  NodeStatus,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { unary } from '../../services/rpc/handlers.ts';
import { nodeStateToProto } from '../../services/rpc/mapping/node-state.ts';
import { storageSummaryToProto } from '../../services/rpc/mapping/storage-summary.ts';
import { findingToProto } from '../../services/rpc/mapping/plan.ts';
import { enrolledNodes } from '../enrolment/enrolled-nodes.ts';
import { vipHoldersOf } from '../status.ts';
import { errorToProto } from './error-to-proto.ts';
import type { ServiceContext } from './service-context.ts';

export function statusRpcs(context: ServiceContext) {
  return {
    getStatus: unary<GetStatusRequest, GetStatusResponse>(async () => {
      const { spec, runs, clock } = context;
      const { observed, healthy, findings, passed } = await context.judge();
      const storage = storageSummary(new Snapshot(spec, observed));
      return {
        clusterId: spec.clusterId,
        atMs: BigInt(clock.now()),
        nodes: nodeStatuses(context, observed),
        vip: { ...spec.vip, holders: vipHoldersOf(spec, observed) },
        healthy,
        findings: findings.map(findingToProto),
        activeRun: runs.active,
        clockFactor: context.clockFactor,
        passedChecks: [...passed],
        provedAtMs: BigInt(context.provedAtMs()),
        storage: storage && storageSummaryToProto(storage),
        coordinatorNode: coordinatorNodeOf(spec),
      };
    }),
  };
}

function nodeStatuses(context: ServiceContext, observed: Observed): NodeStatus[] {
  const enrolled = enrolledNodes(context.enrolment);
  const reports = new Map(observed.reports.map((report) => [report.node, report]));
  return context.spec.nodes.map((node: SpecNode, index) => {
    const report = reports.get(node.name);
    const hearing = context.heard.of(node.name);
    const state = report?.state ?? hearing.state;
    const unreachable = report?.state === undefined ? report?.unreachable : undefined;
    return {
      ...node,
      index,
      enrolled: enrolled.has(node.name),
      state: state === undefined ? undefined : nodeStateToProto(state),
      lastHeardMs: BigInt(hearing.heardAtMs),
      unreachable: unreachable === undefined ? undefined : errorToProto(unreachable),
    };
  });
}

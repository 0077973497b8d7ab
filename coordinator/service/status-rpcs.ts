import { toErrorRecord } from '../../services/base/errors/hapy-error.ts';
import type { Observed } from '../../services/domain/observed.ts';
import type { Finding } from '../../services/domain/plan.ts';
import { planCluster } from '../../services/domain/plan-cluster.ts';
import type { SpecNode } from '../../services/domain/spec.ts';
import type {
  GetStatusRequest,
  GetStatusResponse,
  NodeStatus,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { unary } from '../../services/rpc/handlers.ts';
import { nodeStateToProto } from '../../services/rpc/mapping/node-state.ts';
import { findingToProto } from '../../services/rpc/mapping/plan.ts';
import { enrolledNodes } from '../enrolment/enrolled-nodes.ts';
import { blockingFindings } from '../health/blocking-findings.ts';
import { vipHoldersOf } from '../status.ts';
import { errorToProto } from './error-to-proto.ts';
import type { ServiceContext } from './service-context.ts';

export function statusRpcs(context: ServiceContext) {
  return {
    getStatus: unary<GetStatusRequest, GetStatusResponse>(async () => {
      const { spec, runs, clock, health } = context;
      const { observed, healthy, findings, passed } = await health.look();
      const blocking = blockingFindings(planCluster(spec, observed, clock.now()).findings, findings);
      return {
        clusterId: spec.clusterId,
        atMs: BigInt(clock.now()),
        nodes: nodeStatuses(context, observed),
        vip: { ...spec.vip, holders: vipHoldersOf(spec, observed) },
        healthy,
        findings: [...leaseFindings(context), ...context.trustFindings(), ...findings, ...blocking].map(
          findingToProto,
        ),
        activeRun: runs.active,
        clockFactor: context.clockFactor,
        passedChecks: [...passed],
        provedAtMs: BigInt(context.provedAtMs()),
      };
    }),
  };
}

/** Another coordinator is one thing that is wrong: this one looks on and changes nothing. */
function leaseFindings({ leases }: ServiceContext): Finding[] {
  const { refusal } = leases;
  if (refusal === undefined) return [];
  const { code, parameters } = toErrorRecord(refusal);
  return [{ code, severity: 'warning', node: '', parameters }];
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

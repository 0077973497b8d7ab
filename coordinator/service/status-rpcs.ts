import { toErrorRecord } from '../../services/base/errors/hapy-error.ts';
import type { Observed } from '../../services/domain/observed.ts';
import type { Finding } from '../../services/domain/plan.ts';
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
import { isHealthy, vipHoldersOf } from '../status.ts';
import { errorToProto } from './error-to-proto.ts';
import type { ServiceContext } from './service-context.ts';

/**
 * Nodes are asked one after the other's answer arrives, so a record written in between makes logs that are
 * equal look different. Before that is called unhealthy, it is looked at again.
 */
const looksMax = 3;
const lookAgainAfterMs = 200;

export function statusRpcs(context: ServiceContext) {
  return {
    getStatus: unary<GetStatusRequest, GetStatusResponse>(async () => {
      const { spec, runs, clock } = context;
      let seen = await runs.plan();
      let healthy = isHealthy(spec, seen.observed);
      for (let looks = 1; !healthy && looks < looksMax && everyServerAnswers(seen.observed); looks += 1) {
        await clock.delay(lookAgainAfterMs);
        seen = await runs.plan();
        healthy = isHealthy(spec, seen.observed);
      }
      return {
        clusterId: spec.clusterId,
        atMs: BigInt(clock.now()),
        nodes: nodeStatuses(context, seen.observed),
        vip: { ...spec.vip, holders: vipHoldersOf(spec, seen.observed) },
        healthy,
        findings: [...leaseFindings(context), ...context.trustFindings(), ...seen.plan.findings].map(
          findingToProto,
        ),
        activeRun: runs.active,
        clockFactor: context.clockFactor,
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

function everyServerAnswers(observed: Observed): boolean {
  return observed.reports.every((report) => report.state?.oned.raft !== undefined);
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

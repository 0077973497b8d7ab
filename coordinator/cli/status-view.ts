import type {
  GuardState,
  Host,
  NodeReport,
  ProcessStatus,
  Raft,
  RaftState,
  Zone,
} from '../../services/domain/observed.ts';
import { leaderOf } from '../../services/domain/snapshot.ts';
import { hostPartOf } from '../../services/domain/server-identity.ts';
import type { Spec } from '../../services/domain/spec.ts';
import type { StorageSummary } from '../../services/domain/storage/storage-summary.ts';
import type {
  Finding,
  GetStatusResponse,
  NodeStatus,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { reportFromProto } from '../../services/rpc/mapping/node-report.ts';
import { nodeStateFromProto } from '../../services/rpc/mapping/node-state.ts';
import { severityFromProto } from '../../services/rpc/mapping/plan.ts';
import { storageSummaryFromProto } from '../../services/rpc/mapping/storage-summary.ts';
import type { ShownFinding } from './render/finding-lines.ts';

/** One line of `onezone show`: a server of the pool with what its own oned says. */
export interface ServerView {
  readonly id: number;
  readonly name: string;
  readonly endpoint: string;
  /** "error" when its oned does not answer, as onezone has it. */
  readonly state: RaftState | 'error';
  readonly raft: Raft | undefined;
}

/** One node, as its agent last reported it. */
export interface NodeView {
  readonly name: string;
  readonly fqdn: string;
  readonly address: string;
  readonly index: number;
  readonly enrolled: boolean;
  readonly guard: GuardState | undefined;
  readonly serverId: number;
  readonly process: ProcessStatus | undefined;
  readonly raftState: RaftState | undefined;
  readonly agentVersion: string;
  /** Milliseconds since the epoch, 0 when it was never heard. */
  readonly lastHeardMs: number;
  /** The code that says why it does not answer. */
  readonly unreachable: string | undefined;
}

/** The state of the cluster, ready to be shown or handed to a script; also the shape of `status -o json`. */
export interface StatusView {
  readonly clusterId: string;
  readonly atMs: number;
  readonly healthy: boolean;
  readonly leader: string | undefined;
  readonly vip: { readonly address: string; readonly name: string; readonly holders: readonly string[] };
  /** Whose view of the zone it is: the leader's, else that of the first node whose oned answers. */
  readonly zoneSeenBy: string | undefined;
  readonly zone: { readonly id: number; readonly name: string; readonly endpoint: string } | undefined;
  readonly servers: readonly ServerView[];
  readonly hosts: readonly Host[];
  readonly nodes: readonly NodeView[];
  readonly findings: readonly ShownFinding[];
  readonly activeRun: string | undefined;
  /** How many times faster the clock of a sandbox runs; 1 elsewhere. */
  readonly clockFactor: number;
  /** The health checks that found nothing, by name. */
  readonly passedChecks: readonly string[];
  /** When a drill succeeded last, 0 for never. */
  readonly provedAtMs: number;
  /** Absent where no storage is wanted. */
  readonly storage?: StorageSummary;
}

export function statusView(status: GetStatusResponse): StatusView {
  const reports = status.nodes.map(reportFromProto);
  const leader = leaderOf(specOf(status), { reports });
  const seenBy = reports.find((report) => report.node === leader) ?? reports.find(hasZone);
  const zone = seenBy?.state?.zone;
  return {
    clusterId: status.clusterId,
    atMs: Number(status.atMs),
    healthy: status.healthy,
    leader,
    vip: status.vip ?? { address: '', name: '', holders: [] },
    zoneSeenBy: seenBy?.node,
    zone: zone === undefined ? undefined : { id: zone.id, name: zone.name, endpoint: zone.endpoint },
    servers: zone === undefined ? [] : serversOf(zone, status, reports),
    hosts: seenBy?.state?.hosts ?? [],
    nodes: status.nodes.map((node, at) => nodeView(node, reports[at])),
    findings: status.findings.map(findingView),
    activeRun: status.activeRun === '' ? undefined : status.activeRun,
    clockFactor: status.clockFactor,
    passedChecks: status.passedChecks,
    provedAtMs: Number(status.provedAtMs),
    ...(status.storage === undefined ? {} : { storage: storageSummaryFromProto(status.storage) }),
  };
}

/** What the leader is found by; the platform has no part in it. */
function specOf(status: GetStatusResponse): Spec {
  const { clusterId, nodes, vip } = status;
  return { clusterId, platform: 'eole', nodes, vip: vip ?? { address: '', name: '' } };
}

function hasZone(report: NodeReport): boolean {
  return report.state?.zone !== undefined;
}

function serversOf(zone: Zone, status: GetStatusResponse, reports: readonly NodeReport[]): ServerView[] {
  return [...zone.servers]
    .sort((one, other) => one.id - other.id)
    .map((server) => {
      const host = hostPartOf(server.endpoint);
      const at = status.nodes.findIndex(
        (node) => node.address === host || node.fqdn === host || node.name === host,
      );
      const raft = reports[at]?.state?.oned.raft;
      return { ...server, state: raft?.state ?? 'error', raft };
    });
}

function nodeView(node: NodeStatus, report: NodeReport | undefined): NodeView {
  const state = node.state === undefined ? undefined : (report?.state ?? nodeStateFromProto(node.state));
  return {
    name: node.name,
    fqdn: node.fqdn,
    address: node.address,
    index: node.index,
    enrolled: node.enrolled,
    guard: state?.guard.state,
    serverId: state?.guard.serverId ?? -1,
    process: state?.oned.process,
    raftState: state?.oned.raft?.state,
    agentVersion: state?.agentVersion ?? '',
    lastHeardMs: Number(node.lastHeardMs),
    unreachable: node.unreachable?.code,
  };
}

function findingView({ severity, ...finding }: Finding): ShownFinding {
  return { ...finding, severity: severityFromProto(severity) };
}

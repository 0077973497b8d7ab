import type { Static } from 'typebox';

import { explainError } from '../../services/base/messages/explain-error.ts';
import type { Language } from '../../services/base/messages/language.ts';
import { leaderOf } from '../../services/domain/snapshot.ts';
import {
  type Finding,
  type GetStatusResponse,
  type NodeStatus,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { reportFromProto } from '../../services/rpc/mapping/node-report.ts';
import { nodeStateFromProto } from '../../services/rpc/mapping/node-state.ts';
import type {
  clusterSchema,
  findingSchema,
  findingsSchema,
  nodeSchema,
  nodeStateSchema,
  operationsSchema,
} from '../schemas/cluster.ts';
import { storageSummaryFromProto } from '../../services/rpc/mapping/storage-summary.ts';
import { severityFromProto } from '../../services/rpc/mapping/plan.ts';

/** The cluster in a few figures. */
export function clusterView(status: GetStatusResponse): Static<typeof clusterSchema> {
  const { clusterId, nodes, healthy, activeRun, clockFactor } = status;
  const vip = status.vip ?? { address: '', name: '', holders: [] };
  const reports = nodes.map(reportFromProto);
  return {
    ...{ clusterId, healthy, activeRun, clockFactor },
    vip: { ...vip, holders: [...vip.holders] },
    leader: leaderOf({ clusterId, platform: 'eole', nodes, vip }, { reports }) ?? '',
    atMs: Number(status.atMs),
    nodes: nodes.length,
    reachable: nodes.filter(isReachable).length,
    provedAtMs: Number(status.provedAtMs),
    ...(status.storage && { storage: storageSummaryFromProto(status.storage) }),
  };
}

/** A node in the words of the domain, not in the numbers of the wire. */
export function nodeView(node: NodeStatus): Static<typeof nodeSchema> {
  const { name, fqdn, address, index, enrolled, state, unreachable } = node;
  return {
    ...{ name, fqdn, address, index, enrolled },
    reachable: isReachable(node),
    lastHeardMs: Number(node.lastHeardMs),
    ...(state && { state: nodeStateFromProto(state) as unknown as Static<typeof nodeStateSchema> }),
    ...(unreachable && { unreachable: { code: unreachable.code, parameters: unreachable.parameters } }),
  };
}

/** A node without what is large: of a hundred nodes, each would tell all hundred servers and hosts. */
export function briefNodeView(node: NodeStatus): Static<typeof nodeSchema> {
  const { state, ...rest } = nodeView(node);
  if (state === undefined || node.state === undefined) return rest;
  const { agentVersion, platform, observedAtMs, guard, oned, addresses, runningOperations } = state;
  const { health } = nodeStateFromProto(node.state);
  const brief = { agentVersion, platform, observedAtMs, guard, oned, addresses, runningOperations };
  return { ...rest, state: { ...brief, ...(health && { health }) } };
}

/** What the agents that answer are carrying out. */
export function operationsView({ atMs, nodes }: GetStatusResponse): Static<typeof operationsSchema> {
  const operations = nodes.flatMap(({ name: node, state }) =>
    (state?.runningOperations ?? []).map((operationId) => ({
      ...{ node, operationId, runId: operationId.split('/', 1)[0] ?? '' },
    })),
  );
  return { atMs: Number(atMs), operations };
}

export function findingsView(status: GetStatusResponse, language: Language): Static<typeof findingsSchema> {
  return {
    atMs: Number(status.atMs),
    healthy: status.healthy,
    findings: status.findings.map((finding) => findingView(finding, language)),
    passedChecks: [...status.passedChecks],
  };
}

function findingView(finding: Finding, language: Language): Static<typeof findingSchema> {
  const { code, node, check, evidence, followsFrom, parameters } = finding;
  const told = explainError({ code, parameters: { node, ...parameters } }, language);
  return {
    ...{ code, node, check, evidence, followsFrom, parameters },
    severity: severityFromProto(finding.severity),
    title: told.text,
    cause: told.cause,
    next: told.next,
  };
}

function isReachable({ state, unreachable }: NodeStatus): boolean {
  return unreachable === undefined && state !== undefined;
}

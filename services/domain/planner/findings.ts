import { isAdoptable } from '../drifted-keys.ts';
import type { NodeState, NodeReport, Observed } from '../observed.ts';
import { knownVersions, mayFound } from '../opennebula-versions.ts';
import type { FindingSeverity } from '../plan.ts';
import { silenceCode } from '../silence.ts';
import { ruinedTerm } from '../ruined-term.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Draft } from './draft.ts';
import { findDrift } from './drift.ts';
import { canDoWithoutTheSilent } from './founders.ts';

/**
 * What is wrong in the observation, before any action is thought of. A finding of severity error leaves the
 * plan without actions.
 */
export function findTrouble(draft: Draft, snapshot: Snapshot, observed: Observed): void {
  for (const report of observed.reports) {
    // Of one that leaves nothing is wanted, and what it is silent about is told by its departure.
    if (snapshot.leaving.has(report.node)) continue;
    if (snapshot.nodes.has(report.node)) findNodeTrouble(draft, snapshot, report);
  }
  if (snapshot.spec.nodes.length < 3) {
    add(draft, 'HAPY-E607', 'error', '', { count: String(snapshot.spec.nodes.length) });
  } else if (snapshot.spec.nodes.length % 2 === 0) {
    add(draft, 'HAPY-E608', 'warning', '', { count: String(snapshot.spec.nodes.length) });
  }
  findUnlike(draft, snapshot, { code: 'HAPY-E606', severity: 'error' }, (state) => state.database.backend);
  const severity = isFormed(snapshot) ? 'warning' : 'error';
  findUnlike(draft, snapshot, { code: 'HAPY-E609', severity }, (state) => state.oned.version);
  findPoolTrouble(draft, snapshot);
  findUnknownVersion(draft, snapshot);
  findLoneStranger(draft, snapshot);
  findDrift(draft, snapshot);
}

function findNodeTrouble(draft: Draft, snapshot: Snapshot, report: NodeReport): void {
  const { state, node } = report;
  if (state === undefined) {
    const severity = snapshot.leader === undefined && !canDoWithoutTheSilent(snapshot) ? 'error' : 'warning';
    add(draft, silenceCode(report.unreachable), severity, node, { reason: report.unreachable.code });
    return;
  }
  if (state.guard.state === 'unreadable') add(draft, 'HAPY-E604', 'error', node);
  if (state.guard.clusterId !== '' && state.guard.clusterId !== snapshot.spec.clusterId) {
    add(draft, 'HAPY-E610', 'error', node, { found: state.guard.clusterId });
  }
  if (state.oned.raft?.term === ruinedTerm) add(draft, 'HAPY-E612', 'error', node);
  findWrongId(draft, snapshot, state);
  findData(draft, snapshot, state);
}

/** A running server whose id is not the one that the pool gives it can be elected all alone (facts 2, 3). */
function findWrongId(draft: Draft, snapshot: Snapshot, state: NodeState): void {
  const raft = state.oned.raft;
  if (raft === undefined || raft.state === 'solo') return;
  const zone = snapshot.leaderZone ?? state.zone;
  // Entered twice, a node has no one id that would be right; that is a finding of its own.
  if (zone !== undefined && (snapshot.pool(zone).entries.get(state.node)?.length ?? 0) > 1) return;
  const given = snapshot.serverIdOf(state.node);
  if (given === raft.serverId) return;
  add(draft, 'HAPY-E605', 'error', state.node, {
    found: String(raft.serverId),
    expected: given === undefined ? '-' : String(given),
  });
}

/** A joiner's database is replaced, so one that holds work is refused (design section 6, Joiner's database). */
function findData(draft: Draft, snapshot: Snapshot, state: NodeState): void {
  if (state.database.pristine || state.seeds.imported !== undefined) return;
  // Adopting replaces nothing: a server that is down today keeps nobody else from being taken charge of.
  if (draft.adopts) return;
  // Index 0 whose cluster is led by others holds a copy of it, made before they parted.
  const { exported } = state.seeds;
  if (exported?.clusterId === snapshot.spec.clusterId && snapshot.leader !== undefined) return;
  const serves = state.guard.state === 'member' || state.node === snapshot.leader;
  const leads = snapshot.leader === undefined && state.node === snapshot.first.name;
  // What a server of a zone that was made by hand holds is that zone's own; it is adopted, never replaced.
  if (serves || leads || isAdoptable(state, snapshot)) return;
  const { contentDigest, contents } = state.database;
  if (isCopyOfSeed(contentDigest, snapshot)) return;
  const allowed = draft.discardDatabases.get(state.node);
  if (allowed !== undefined && allowed === contentDigest) return;
  const parameters = { contents: contents.slice(0, 5).join(', '), digest: contentDigest };
  if (allowed === undefined) add(draft, 'HAPY-E603', 'error', state.node, parameters);
  // Somebody has worked on it since it was looked at: what was allowed was to lose something else.
  else add(draft, 'HAPY-E614', 'error', state.node, { ...parameters, allowed });
}

/** A seed's database may stand already where receiving it was cut off before it was recorded: nothing is lost. */
function isCopyOfSeed(contentDigest: string, snapshot: Snapshot): boolean {
  return [...snapshot.states()].some(
    ({ seeds: { exported } }) =>
      exported?.clusterId === snapshot.spec.clusterId && exported.contentDigest === contentDigest,
  );
}

/** Led, and every node that answers is a member: an update goes through it node by node, and repairs must go on. */
function isFormed(snapshot: Snapshot): boolean {
  return (
    snapshot.leader !== undefined && [...snapshot.states()].every(({ guard }) => guard.state === 'member')
  );
}

function findUnlike(
  draft: Draft,
  snapshot: Snapshot,
  { code, severity }: { readonly code: string; readonly severity: FindingSeverity },
  valueOf: (state: NodeState) => string,
): void {
  const nodesByValue = new Map<string, string[]>();
  for (const node of snapshot.spec.nodes) {
    const state = snapshot.state(node.name);
    const value = state === undefined ? '' : valueOf(state);
    // What nobody can tell is not compared.
    if (value === '') continue;
    nodesByValue.set(value, [...(nodesByValue.get(value)?.slice(0, 3) ?? []), node.name]);
  }
  if (nodesByValue.size < 2) return;
  const found = [...nodesByValue].map(([value, nodes]) => `${value} (${nodes.join(', ')})`);
  add(draft, code, severity, '', { found: found.sort().join('; ') });
}

/** A founding is offered where it was run or read in the source, and nowhere on a guess: else they join one by one. */
function findUnknownVersion(draft: Draft, snapshot: Snapshot): void {
  const states = [...snapshot.states()];
  if (snapshot.leader !== undefined || states.some(({ guard }) => guard.state === 'member')) return;
  const { version } = snapshot.state(snapshot.first.name)?.oned ?? { version: '' };
  if (mayFound(version)) return;
  const known = knownVersions.map(({ series }) => series).join(', ');
  add(draft, 'HAPY-E419', 'warning', snapshot.first.name, { version, known });
}

/** What index 0 holds goes to the second server, so a zone of one must be its zone. */
function findLoneStranger(draft: Draft, snapshot: Snapshot): void {
  const { leader, first, leaderZone } = snapshot;
  if (leader === undefined || leader === first.name || leaderZone?.servers.length !== 1) return;
  add(draft, 'HAPY-E421', 'error', leader, { first: first.name });
}

function findPoolTrouble(draft: Draft, snapshot: Snapshot): void {
  const zone = snapshot.leaderZone ?? snapshot.state(snapshot.first.name)?.zone;
  if (zone === undefined) return;
  const pool = snapshot.pool(zone);
  for (const server of pool.foreign) {
    // A founding's seed must name our nodes and nobody else; a formed zone may carry another for a while.
    const severity = snapshot.leader === undefined ? 'error' : 'warning';
    add(draft, 'HAPY-E601', severity, '', { server: server.name, endpoint: server.endpoint });
  }
  for (const [node, servers] of pool.entries) {
    if (servers.length < 2) continue;
    const ids = servers.map((server) => server.id).join(', ');
    add(draft, 'HAPY-E602', draft.repairs ? 'warning' : 'error', node, { ids });
  }
}

function add(
  draft: Draft,
  code: string,
  severity: FindingSeverity,
  node: string,
  parameters: Readonly<Record<string, string>> = {},
): void {
  draft.find({ code, severity, node, parameters: node === '' ? parameters : { node, ...parameters } });
}

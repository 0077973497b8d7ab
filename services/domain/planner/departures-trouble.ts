import { leaderPlace } from '../place.ts';
import { holdsIn } from '../holds.ts';
import { expectedBy, type Intent } from '../intent.ts';
import { unfitness } from '../life-holds.ts';
import { hostOf } from '../of-snapshot.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Draft } from './draft.ts';

/** What forbids that nodes leave now, or that the new ones come in. */
export function findDepartureTrouble(draft: Draft, snapshot: Snapshot, intent: Intent | undefined): void {
  const error = (code: string, node: string, parameters: Readonly<Record<string, string>> = {}) =>
    draft.find({ code, severity: 'error', node, parameters: { node, ...parameters } });
  const expected = expectedBy(intent);
  if (snapshot.leader === undefined && (snapshot.leaving.size > 0 || expected.length > 0)) {
    // Members that are merely stopped are started first; the rest of the plan follows once they lead.
    const severity = canReturn(snapshot) ? 'warning' : 'error';
    draft.find({ code: 'HAPY-E563', severity, node: '', parameters: {} });
    return;
  }
  for (const { node, dead, replaced, barred } of snapshot.leaving.values()) {
    const { name } = node;
    if (dead && !barred && snapshot.state(name) !== undefined) error('HAPY-E567', name);
    const { running, told } = machinesOn(name, snapshot);
    const parameters = { node: name, ...told };
    if (running > 0 && dead && !replaced) error('HAPY-E569', name, told);
    else if (running > 0) draft.find({ code: 'HAPY-E580', severity: 'warning', node: name, parameters });
    const inPool = !holdsIn({ is: 'server-not-in-pool', node: name, at: leaderPlace }, snapshot);
    const needsSpare =
      inPool && !dead && !canReturn(snapshot) && !holdsIn({ is: 'quorum-without', node: name }, snapshot);
    if (needsSpare) error('HAPY-E561', name);
    if (!dead && !barred && snapshot.state(name) === undefined) error('HAPY-E585', name);
    const missing = replaced ? otherMissing(snapshot, name) : undefined;
    if (missing !== undefined) error('HAPY-E562', name, { server: missing });
  }
  findUnlisted(draft, snapshot, expected);
  for (const name of expected) {
    if (snapshot.leaving.has(name)) continue;
    const reason = unfitness(snapshot.state(name), draft.discardDatabases.get(name), snapshot);
    // The rest of the reasons are findings of their own (findings.ts).
    if (reason === 'silent') {
      draft.find({ code: 'HAPY-E586', severity: 'info', node: name, parameters: { node: name } });
    }
    const missing = otherMissing(snapshot, name);
    if (missing !== undefined) error('HAPY-E562', name, { server: missing });
  }
}

/** The virtual machines of a node's host: how many, and which as far as its agent tells them. */
function machinesOn(name: string, snapshot: Snapshot) {
  const { runningVms: running = 0, vmIds: ids = [] } = hostOf(name, snapshot) ?? {};
  const more = ids.length > 0 && running > ids.length ? ['…'] : [];
  const machines = ids.length === 0 ? 'unknown' : [...ids, ...more].join(', ');
  return { running, told: { count: String(running), machines } };
}

/** A member of the list is stopped and can be started. */
export function canReturn(snapshot: Snapshot): boolean {
  return snapshot.spec.nodes.some(({ name }) => {
    const stopped = holdsIn({ is: 'stopped', node: name }, snapshot);
    return stopped && holdsIn({ is: 'configured-member', node: name }, snapshot);
  });
}

/** On EOLE the list of nodes is part of every node's configuration, which only a person changes. */
function findUnlisted(draft: Draft, snapshot: Snapshot, expected: readonly string[]): void {
  const list = snapshot.spec.nodes.map(({ name }) => name).join(', ');
  const unlisted = snapshot.spec.nodes.filter(({ name }) => {
    const variables = snapshot.leaving.has(name) ? undefined : snapshot.state(name)?.instance.variables;
    return variables !== undefined && variables.nodes.join(', ') !== list;
  });
  if (expected.length === 0 || unlisted.length === 0 || snapshot.spec.platform !== 'eole') return;
  const nodes = unlisted.map(({ name }) => name).join(', ');
  const parameters = { nodes, added: expected.join(', '), list };
  draft.find({ code: 'HAPY-E583', severity: 'error', node: '', parameters });
}

/** A server of the pool that does not answer, besides those that leave. */
function otherMissing(snapshot: Snapshot, node: string): string | undefined {
  const zone = snapshot.leaderZone;
  if (zone === undefined) return undefined;
  return [...snapshot.pool(zone).entries.keys()].find(
    (name) => name !== node && !snapshot.leaving.has(name) && snapshot.state(name) === undefined,
  );
}

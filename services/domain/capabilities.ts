import type { Action, ActionKind } from './action.ts';
import { leaderPlace } from './place.ts';
import type { Plan } from './plan.ts';
import { Snapshot } from './snapshot.ts';
import type { Observed } from './observed.ts';
import type { Spec } from './spec.ts';

/** What asks an agent for something; the rest the coordinator does itself, or only waits. */
const askedOfAgents: Readonly<Record<ActionKind, boolean>> = {
  instantiate: true,
  'hold-oned': true,
  'configure-solo': true,
  'configure-member': true,
  'start-oned': true,
  'stop-oned': true,
  'add-zone-server': true,
  'remove-zone-server': true,
  'export-seed': true,
  'import-seed': true,
  'set-zone-endpoint': true,
  'configure-peer-ssh': true,
  'add-host': true,
  'remove-host': true,
  reconfigure: true,
  'restore-server': true,
  'disable-host': true,
  'reset-zone-server': true,
  'drop-vip': true,
  'prove-service': true,
  'adopt-server': true,
  'bar-identity': false,
  'forget-node': false,
  await: false,
  'probe-peer': true,
  'create-volume': true,
  'set-volume-options': true,
  'start-volume': true,
  'mount-volume': true,
  'make-folder': true,
  'mount-folder': true,
  'replace-brick': true,
  'add-bricks': true,
  'detach-peer': true,
  'rejoin-pool': true,
  'reset-brick': true,
  'stop-brick': true,
  'start-brick': true,
  'write-probe': true,
  'read-probe': true,
  'clear-probe': true,
  'declare-datastore': true,
};

/** No action: seeds may be compressed with zstd. */
export const seedZstd = 'seed-zstd';

/** The list that an agent of this version tells of itself. */
export const capabilities: readonly string[] = [
  ...Object.entries(askedOfAgents).flatMap(([kind, asked]) => (asked ? [kind] : [])),
  seedZstd,
];

/** Whether each node of the cluster is known to be able to. */
export function allCan(capability: string, snapshot: Snapshot): boolean {
  return snapshot.spec.nodes.every(({ name }) => snapshot.state(name)?.capabilities?.includes(capability));
}

/**
 * The plan as it is where every agent can do its part. Else nothing is done, and each agent that cannot is named with what it
 * lacks: half of a plan would leave a node half-way. Agents and coordinator may be of different versions while packages are
 * upgraded one server after the other; what a newer agent can do besides matters to nobody. An agent that tells no list
 * is older than the list, and is asked.
 */
export function withinAbilities(plan: Plan, spec: Spec, observed: Observed): Plan {
  const snapshot = new Snapshot(spec, observed);
  const lacking = new Map<string, Set<string>>();
  for (const action of plan.actions) {
    const node = whoDoes(action, snapshot);
    const told = node === undefined ? undefined : snapshot.state(node)?.capabilities;
    if (node === undefined || told === undefined || told.length === 0) continue;
    if (!askedOfAgents[action.kind] || told.includes(action.kind)) continue;
    lacking.set(node, (lacking.get(node) ?? new Set()).add(action.kind));
  }
  if (lacking.size === 0) return plan;
  const findings = [...lacking].map(([node, kinds]) => {
    const version = snapshot.state(node)?.agentVersion ?? '';
    const parameters = { node, version, steps: [...kinds].join(', ') };
    return { code: 'HAPY-E552', severity: 'error', node, parameters } as const;
  });
  return { ...plan, way: 'none', actions: [], findings: [...plan.findings, ...findings] };
}

function whoDoes({ at }: Action, snapshot: Snapshot): string | undefined {
  return at === leaderPlace ? snapshot.leader : at;
}

import type { Refusal } from './change-spec.ts';
import { notWhole, type StorageSummary } from './storage/storage-summary.ts';

/** What a person may want to do, by its stable name. Those of the second list are done to one node. */
export const clusterDeeds = [
  ...(['apply', 'drill', 'drill-storage', 'add', 'reconfigure', 'instantiate', 'repair', 'adopt'] as const),
  ...(['resume', 'abort'] as const),
  ...(['create-token', 'revoke-token', 'renew-certificates'] as const),
  ...(['approve-renewals', 'revoke', 'create-api-token', 'revoke-api-token'] as const),
] as const;
export const nodeDeeds = ['remove', 'replace'] as const;

export type ClusterDeed = (typeof clusterDeeds)[number];
export type NodeDeed = (typeof nodeDeeds)[number];
export type Deed = ClusterDeed | NodeDeed;

/** What stands, as far as it decides what can be done: a status and the newest run tell all of it. */
export interface Standing {
  /** The role of whoever wants to do it, as the table of roles names it. */
  readonly role: string;
  /** The run that is going on; empty when none is. */
  readonly activeRun: string;
  /** The newest run when it stopped part-way; empty otherwise. */
  readonly stoppedRun: string;
  /** The node that leads the zone; empty when none does. */
  readonly leader: string;
  /** The code of a finding of severity error; empty when there is none. */
  readonly wrong: string;
  /** The node that carries the coordinator. */
  readonly coordinator: string;
  /** In the order of the spec. */
  readonly nodes: readonly string[];
  /** Nodes that answer and that we do not keep as members of a zone. */
  readonly outside: readonly string[];
  /** Undefined where no replicated storage is wanted. */
  readonly storage: StorageSummary | undefined;
}

export interface Can {
  readonly deed: Deed;
  /** Empty for the cluster as a whole. */
  readonly node: string;
  /** Why not, as a code of the error table with what its text needs; absent when it can be done. */
  readonly refusal?: Refusal;
}

type Rule = (standing: Standing, node: string) => Refusal | undefined;

const refuse = (code: string, parameters: Readonly<Record<string, string>> = {}): Refusal => ({
  code,
  parameters,
});

const changes: Rule = ({ role }) =>
  ['operator', 'local-admin', 'token-operator'].includes(role) ? undefined : refuse('HAPY-E772', { role });
/** Who is believed is decided by persons: services/rpc/role-table.ts holds to the same. */
const trusts: Rule = (standing) =>
  standing.role === 'token-operator' ? refuse('HAPY-E773') : changes(standing, '');
const nothingGoesOn: Rule = ({ activeRun }) =>
  activeRun === '' ? undefined : refuse('HAPY-E522', { run: activeRun });
const somebodyLeads: Rule = ({ leader }) => (leader === '' ? refuse('HAPY-E532') : undefined);
/** The same, in the words of whoever wants to change the membership. */
const membersCanChange: Rule = ({ leader }) => (leader === '' ? refuse('HAPY-E563') : undefined);
const nothingIsWrong: Rule = ({ wrong }) => (wrong === '' ? undefined : refuse('HAPY-E774', { code: wrong }));
const carriesNoCoordinator: Rule = ({ coordinator }, node) =>
  node === coordinator ? refuse('HAPY-E564', { node }) : undefined;
const enoughStay: Rule = ({ nodes }, node) =>
  nodes.length > 3 ? undefined : refuse('HAPY-E560', { node, count: String(nodes.length - 1) });
const aRunStopped: Rule = ({ stoppedRun }) => (stoppedRun === '' ? refuse('HAPY-E775') : undefined);
const aRunIsThere: Rule = ({ activeRun, stoppedRun }) =>
  activeRun === '' && stoppedRun === '' ? refuse('HAPY-E775') : undefined;
const somebodyIsOutside: Rule = ({ outside }) => (outside.length === 0 ? refuse('HAPY-E776') : undefined);
const storageIsWanted: Rule = ({ storage }) => (storage === undefined ? refuse('HAPY-E857') : undefined);
/** Without one copy the others must be whole, and everybody must see them. */
const storageIsWhole: Rule = ({ storage, nodes }) => {
  const lacking = storage && notWhole(storage, nodes);
  return lacking && refuse('HAPY-E856', lacking);
};

/** What must hold, in the order in which a person should be told. What only a look at the nodes can tell is in the plan. */
const rules: Readonly<Record<Deed, readonly Rule[]>> = {
  apply: [changes, nothingGoesOn],
  drill: [changes, nothingGoesOn, somebodyLeads, nothingIsWrong],
  'drill-storage': [changes, nothingGoesOn, storageIsWanted, storageIsWhole],
  add: [changes, nothingGoesOn, membersCanChange],
  remove: [changes, carriesNoCoordinator, enoughStay, nothingGoesOn, membersCanChange],
  replace: [changes, carriesNoCoordinator, nothingGoesOn, membersCanChange],
  reconfigure: [changes, nothingGoesOn],
  instantiate: [changes, nothingGoesOn],
  repair: [changes, nothingGoesOn, somebodyLeads],
  adopt: [changes, nothingGoesOn, somebodyLeads, somebodyIsOutside],
  resume: [changes, nothingGoesOn, aRunStopped],
  abort: [changes, aRunIsThere],
  'create-token': [changes],
  'revoke-token': [changes],
  'renew-certificates': [changes],
  'approve-renewals': [trusts],
  revoke: [trusts],
  'create-api-token': [trusts],
  'revoke-api-token': [trusts],
};

/** Why it cannot be done now; undefined when it can. */
export function whyNot(deed: Deed, standing: Standing, node = ''): Refusal | undefined {
  for (const rule of rules[deed]) {
    const refusal = rule(standing, node);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Everything that can be wanted, with the reason where it cannot be done now. */
export function canTable(standing: Standing): Can[] {
  const forNodes = standing.nodes.flatMap((node) => nodeDeeds.map((deed) => ({ deed, node })));
  const all = [...clusterDeeds.map((deed) => ({ deed, node: '' })), ...forNodes];
  return all.map(({ deed, node }) => {
    const refusal = whyNot(deed, standing, node);
    return { deed, node, ...(refusal && { refusal }) };
  });
}

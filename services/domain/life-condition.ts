import type { Place } from './place.ts';

/** The statements that the verbs of a cluster's life need beside those of its formation (condition.ts). */
export type LifeCondition =
  /** The zone is led, and still would be if `node` stopped now. */
  | { readonly is: 'quorum-without'; readonly node: string }
  /** Somebody leads, and it is not this node. */
  | { readonly is: 'not-leading'; readonly node: string }
  /** The node's agent does not answer: what was declared dead is at least silent. */
  | { readonly is: 'unheard'; readonly node: string }
  | { readonly is: 'host-absent'; readonly node: string }
  /** The scheduler gives the host nothing any more, or it is no host. */
  | { readonly is: 'host-disabled'; readonly node: string }
  /** No virtual machine runs on the host, or it is no host. */
  | { readonly is: 'drained'; readonly node: string }
  /** The certificates and tokens of the node that leaves are good for nothing. */
  | { readonly is: 'identity-barred'; readonly node: string }
  /** The spec no longer knows that the node ever was there. */
  | { readonly is: 'forgotten'; readonly node: string }
  /** The node answers with its new certificate, and nothing on it forbids that it joins. */
  | { readonly is: 'fit-to-join'; readonly node: string; readonly discard?: string }
  /** Our reconfigure number `id` was done on the node. */
  | { readonly is: 'rolled-out'; readonly node: string; readonly id: string }
  /** The leader's pool has no server of that id. */
  | { readonly is: 'server-gone'; readonly server: string }
  /** The leader's log still holds all that the node's log lacks. */
  | { readonly is: 'in-log-window'; readonly node: string }
  /** The seed on the node is young enough for the leader's log to bring the rest. */
  | { readonly is: 'seed-in-log-window'; readonly node: Place }
  /** The seed that stands at `node` holds all that the database of `for` holds: what it has acknowledged stays. */
  | { readonly is: 'seed-not-behind'; readonly node: Place; readonly for: string }
  /** What `node` has restored last is the seed that stands at `from`. */
  | { readonly is: 'has-seed-of'; readonly node: string; readonly from: Place }
  | { readonly is: 'vip-absent'; readonly node: string }
  /** oned.conf says what we want in the keys that we own. */
  | { readonly is: 'keys-in-place'; readonly node: string }
  /** The guard knows the node as a member of this cluster. */
  | { readonly is: 'adopted'; readonly node: string }
  /** No program of EOLE's that we did not start is at work on any node: it might restart oned at any moment. */
  | { readonly is: 'undisturbed' };

export type LifeConditionKind = LifeCondition['is'];

const kinds: Readonly<Record<LifeConditionKind, true>> = {
  'quorum-without': true,
  'not-leading': true,
  unheard: true,
  'host-absent': true,
  'host-disabled': true,
  drained: true,
  'identity-barred': true,
  forgotten: true,
  'fit-to-join': true,
  'rolled-out': true,
  'server-gone': true,
  'in-log-window': true,
  'seed-in-log-window': true,
  'seed-not-behind': true,
  'has-seed-of': true,
  'vip-absent': true,
  'keys-in-place': true,
  adopted: true,
  undisturbed: true,
};

export function isLifeCondition(condition: { readonly is: string }): condition is LifeCondition {
  return Object.hasOwn(kinds, condition.is);
}

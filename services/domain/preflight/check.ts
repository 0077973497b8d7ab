/** What only clusters with replicated storage are asked for. */
export const storageCheckNames = [
  'glusterd',
  'storage-versions',
  'storage-pool',
  'brick',
  'volume-name',
  'mount-point',
] as const;

/** What is looked at before a founding or a joining. The names are stable: people write them after --ignore. */
export const checkNames = [
  'node-count',
  'node-answers',
  'instance',
  'configuration-applied',
  'same-variables',
  'index-order',
  'all-different',
  'one-subnet',
  'name-resolves',
  'peer-reachable',
  'vip-silent',
  'clock',
  'disk-free',
  'same-version',
  'same-engine',
  'database-empty',
  'guard-readable',
  'one-cluster',
  ...storageCheckNames,
] as const;

export type CheckName = (typeof checkNames)[number];

/**
 * What an administrator may know better than we do: nothing is lost when one of these turns out to matter. All
 * others would end in a cluster that does not form, or cost data.
 */
export const ignorableChecks = [
  'configuration-applied',
  'peer-reachable',
  'clock',
  'disk-free',
] as const satisfies readonly CheckName[];

export function isIgnorable(name: string): boolean {
  return ignorableChecks.some((each) => each === name);
}

export type CheckSeverity = 'ok' | 'warning' | 'error';

/** One thing that was looked at. */
export interface PreflightCheck {
  readonly name: CheckName;
  readonly severity: CheckSeverity;
  /** A code of the error table when it did not pass, empty when it did. */
  readonly code: string;
  /** The node it was made on or is about, empty for the whole cluster. */
  readonly node: string;
  /** What was looked at: a name, an address, an endpoint. */
  readonly subject: string;
  readonly found: string;
  readonly expected: string;
  /** What the text of the code needs beyond node, subject, found and expected. */
  readonly parameters: Readonly<Record<string, string>>;
  /** It failed, and whoever asked has said that it does not matter. */
  readonly ignored: boolean;
}

export interface PreflightReport {
  readonly checks: readonly PreflightCheck[];
  /** A check failed that was not ignored: nothing may be founded or joined. */
  readonly blocked: boolean;
}

type Sketch = Pick<PreflightCheck, 'name'> & Partial<PreflightCheck>;

const nothing = {
  severity: 'ok',
  code: '',
  node: '',
  subject: '',
  found: '',
  expected: '',
  parameters: {},
  ignored: false,
} as const;

/** A check from what is known of it; one that passed needs no more than its name. */
export function checkOf(sketch: Sketch): PreflightCheck {
  return { ...nothing, ...sketch };
}

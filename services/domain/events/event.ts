import type { FindingSeverity } from '../plan.ts';

/**
 * Every kind of event there is. A kind is never given a second meaning; a reader shows one that it does not know by
 * its name.
 */
export const eventKinds = [
  // The coordinator itself.
  'coordinator-started',
  'events-lost',
  // What the nodes say, as it changes.
  'node-heard',
  'node-silent',
  'oned-state',
  'oned-silent',
  'guard-changed',
  'vip-taken',
  'vip-left',
  'leader-elected',
  'leader-lost',
  'host-state',
  // What the checks of health find, once it has lasted for two looks.
  'finding-opened',
  'finding-closed',
  // What is done to the cluster.
  'run-started',
  'run-planned',
  'run-resumed',
  'run-aborting',
  'run-finished',
  'action-failed',
  'spec-changed',
  // Who belongs to it.
  'node-enrolled',
  'certificate-issued',
  'certificate-renewed',
  'holder-denied',
  'authority-changed',
] as const;

export type EventKind = (typeof eventKinds)[number];

/** One thing that happened, before it has its place in the stream. */
export interface NewEvent {
  readonly kind: EventKind;
  readonly severity: FindingSeverity;
  /** Empty when it is about the zone or the coordinator. */
  readonly node: string;
  /** Empty when no run has to do with it. */
  readonly runId: string;
  /** The code of the finding, of the failure or of why a node is silent; else empty. */
  readonly code: string;
  /** What the text of the kind, and that of the code, need. Never a secret. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** One event in its place. Numbers start at 1, grow by one and are never given twice. */
export interface ClusterEvent extends NewEvent {
  readonly number: number;
  readonly atMs: number;
}

/** An event of a kind, with what it says; what is not said is empty. */
export function newEvent(kind: EventKind, about: Partial<Omit<NewEvent, 'kind'>> = {}): NewEvent {
  return { severity: 'info', node: '', runId: '', code: '', parameters: {}, ...about, kind };
}

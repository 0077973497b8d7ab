import type { Action } from './action.ts';
import type { Intent } from './intent.ts';

export type FindingSeverity = 'info' | 'warning' | 'error';

/** One thing that is wrong: a stable code of the error table with what the text needs. */
export interface Finding {
  readonly code: string;
  readonly severity: FindingSeverity;
  /** The node it is about, empty when it is about the zone. */
  readonly node: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Something the planner saw and did not touch, with the reason as a key of the message table. */
export interface LeftAlone {
  readonly node: string;
  readonly reason: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Which way leads to the zone: found a new one, all at once or one by one, go on with an interrupted one, join one that is led, or nothing;
 * the way back, which undoes an interrupted founding; and the verbs of a cluster's life.
 */
export type PlanWay =
  | 'found'
  | 'one-by-one'
  | 'resume'
  | 'join'
  | 'undo'
  | 'depart'
  | 'reconfigure'
  | 'instantiate'
  | 'repair'
  | 'adopt'
  | 'drill'
  | 'drill-storage'
  | 'none';

/**
 * The ordered actions that lead from observed to spec. The order of `actions` respects every `after`; what
 * does not depend on each other may run at the same time. With a finding of severity error there are no
 * actions: nothing is changed on a guess.
 */
export interface Plan {
  readonly clusterId: string;
  readonly way: PlanWay;
  /** The verb that it was made for; absent for the ordinary way to the spec. */
  readonly intent?: Intent;
  readonly actions: readonly Action[];
  readonly leftAlone: readonly LeftAlone[];
  readonly findings: readonly Finding[];
}

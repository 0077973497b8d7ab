import type { Observed } from '../observed.ts';
import type { Spec } from '../spec.ts';
import type { StoragePlaces } from '../storage/storage-state.ts';

/** What one node's own config.eol says. */
export interface NodeVariables {
  readonly name: string;
  readonly domain: string;
  /** Empty when the file leaves it to the dictionary's default. */
  readonly address: string;
  /** Empty when the file leaves it to the dictionary's default. */
  readonly netmask: string;
  /** Short names in index order. */
  readonly nodes: readonly string[];
  readonly index: number;
  readonly vip: string;
  /** Empty when the file does not tell it. */
  readonly vipName: string;
}

/** A code of the error table with what its text needs. */
export interface Failure {
  readonly code: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** One look of an agent at its surroundings; `code` is empty when all was well. */
export interface AgentCheck {
  readonly name: string;
  readonly severity: 'ok' | 'warning' | 'error';
  readonly subject: string;
  readonly found: string;
  readonly expected: string;
  readonly code: string;
}

/** What one agent answered, with the coordinator's time before and after. */
export type NodeAnswer =
  | {
      readonly node: string;
      readonly askedAtMs: number;
      readonly answeredAtMs: number;
      readonly checks: readonly AgentCheck[];
      /** Undefined where there is no Creole. */
      readonly variables: NodeVariables | Failure | undefined;
      /** What the brick and the mount point would find; absent without storage. */
      readonly places?: StoragePlaces | undefined;
      readonly failure?: undefined;
    }
  | { readonly node: string; readonly failure: Failure };

/** All that a preflight is judged by. */
export interface PreflightFacts {
  readonly spec: Spec;
  readonly observed: Observed;
  readonly answers: readonly NodeAnswer[];
  /** The nodes that have a certificate; undefined counts all of them. */
  readonly enrolled?: ReadonlySet<string>;
  /** By node, the digest of a database that may be replaced although it holds data; none when absent. */
  readonly discardDatabases?: ReadonlyMap<string, string>;
  /** Of the coordinator's clock. */
  readonly nowMs: number;
}

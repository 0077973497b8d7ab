import type { Machine } from '../machine.ts';
import type { NodeRootPaths } from '../node-paths.ts';
import type { OnedConfiguration } from '../oned/configuration.ts';
import type { RaftRuntime } from '../oned/raft-runtime.ts';
import type { Writes } from '../oned/writes.ts';
import type { OneDatabase } from '../store/database.ts';
import type { Value } from '../wire/value.ts';
import type { ParameterReader } from './parameters.ts';

/** What a method may touch of its oned. */
export interface OnedParts {
  readonly paths: NodeRootPaths;
  readonly machine: Machine;
  readonly configuration: OnedConfiguration;
  readonly database: OneDatabase;
  readonly writes: Writes;
  readonly raft: RaftRuntime;
}

export interface Method {
  readonly name: string;
  /** A follower forwards it to the leader, and it is refused while there is none. */
  readonly leaderOnly: boolean;
  /** Gives the value of a success or throws a Failure. */
  execute(parts: OnedParts, parameters: ParameterReader, userId: number): Value | Promise<Value>;
}

/** OpenNebula's error codes (opennebula.md section 5). */
export const errorCode = {
  authentication: 256,
  authorization: 512,
  noExists: 1024,
  action: 2048,
  internal: 8192,
  allocate: 16384,
} as const;

/** A failure in oned's sense: HTTP 200 with `[false, message, code, object id, -1]`. */
export class Failure extends Error {
  readonly code: number;
  readonly objectId: number;

  constructor(code: number, message: string, objectId = -1) {
    super(message);
    this.code = code;
    this.objectId = objectId;
  }
}

/** The 1024 of an object that is not there; `kind` as oned calls it. */
export function notFound(kind: string, id: number): Failure {
  return new Failure(errorCode.noExists, `Error getting ${kind} [${id}].`, id);
}

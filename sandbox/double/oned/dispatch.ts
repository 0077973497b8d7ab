import { errorCode, Failure, type Method, type OnedParts } from '../methods/method.ts';
import { ParameterReader } from '../methods/parameters.ts';
import { methods } from '../methods/registry.ts';
import { raftState } from '../raft/core.ts';
import { post } from '../wire/client.ts';
import { decodeAnswer } from '../wire/decode.ts';
import type { CallHandler } from '../wire/server.ts';
import { flag, int32, int64, text, type Value, WireFault } from '../wire/value.ts';
import { authenticate } from './authenticate.ts';

/**
 * What oned does with every call, in this order: known method, session, who may answer in this state of the
 * Raft, then the method itself (opennebula.md section 2, answers by state).
 */
export function createDispatch(parts: OnedParts, forwardTimeoutMs: number): CallHandler {
  return async (name, values, body) => {
    const method = methods.get(name);
    if (method === undefined) throw new WireFault(-506, `Method '${name}' not defined`);
    const parameters = new ParameterReader(values);
    const session = parameters.text(0);
    try {
      const userId = authenticate(parts.database, session);
      if (userId === undefined) {
        const message = "User couldn't be authenticated, aborting call.";
        throw new Failure(errorCode.authentication, message);
      }
      if (method.leaderOnly) {
        const leader = leaderToAsk(parts);
        if (leader !== undefined) return await forward(leader, body, forwardTimeoutMs);
      }
      return success(await method.execute(parts, parameters, userId));
    } catch (error) {
      if (error instanceof Failure) return failure(method, error);
      throw error;
    }
  };
}

/** The endpoint to forward to; undefined when this server answers itself. Throws when nobody may answer. */
function leaderToAsk({ raft: { machine } }: OnedParts): string | undefined {
  const refuse = (reason: string) => new Failure(errorCode.internal, `Cannot process request, ${reason}`);
  if (machine.state === raftState.follower) {
    const endpoint = machine.leaderId === -1 ? undefined : machine.servers.get(machine.leaderId);
    if (endpoint === undefined) throw refuse('no leader found');
    return endpoint;
  }
  if (machine.state === raftState.candidate) throw refuse('oned cluster in election mode');
  if (machine.reconciling) throw refuse('oned cluster is replicating log');
  return undefined;
}

/**
 * The same call to the leader; its answer, failures included, comes back as it is. A fault of the leader's does not: oned
 * reads it as a client does and tells its text as a failure of its own.
 */
async function forward(endpoint: string, body: string, timeoutMs: number): Promise<Value> {
  try {
    return decodeAnswer(await post(endpoint, body, timeoutMs));
  } catch (error) {
    throw new Failure(errorCode.internal, error instanceof Error ? error.message : String(error));
  }
}

function success(value: Value): Value {
  return { type: 'array', value: [flag(true), value, int32(0)] };
}

function failure(method: Method, { message, code, objectId }: Failure): Value {
  return {
    type: 'array',
    value: [flag(false), text(`[${method.name}] ${message}`), int32(code), int32(objectId), int64(-1)],
  };
}

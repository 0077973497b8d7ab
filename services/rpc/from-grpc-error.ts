import { type ServiceError, status } from '@grpc/grpc-js';

import { type ErrorParameters, fromErrorRecord, HapyError } from '../base/errors/hapy-error.ts';
import type { ErrorCode } from '../base/errors/table.ts';
import { ErrorInfo } from './gen/hapy/agent/v1/operation.ts';

/** What the caller of a failed call knows about it, for the text of the error. */
export interface FailedCall {
  /** What was asked, and of whom, in a few words: "état de hapy2", "GetState hapy2". */
  readonly what: string;
  /** grpc-js's name of the peer: "10.0.0.2:2641", "dns:hapy2:2641" or "unix:/run/hapy/coordinator.sock". */
  readonly peer: string;
  readonly deadlineMs: number;
  /** True when this side gave the call up. */
  readonly cancelledHere: boolean;
}

/**
 * Makes whatever grpc-js reports into a HapyError: the server's own, when it sent one, else what became
 * of the connection, as HAPY-E500 to E516. grpc-js keeps no structure of a failed connection but this
 * text, hence the reading of `details`; a test runs into each of them for real.
 */
export function fromGrpcError(error: ServiceError, call: FailedCall): HapyError {
  const sent = sentByServer(error);
  if (sent !== undefined) return sent;
  const known = { what: call.what, where: placeOf(call.peer) };
  const details = error.details;
  const carried = readTransportError(details);
  if (carried !== undefined) return new HapyError(carried.code, { ...known, ...carried.parameters }, error);
  const fail = (code: ErrorCode, more: ErrorParameters = {}) =>
    new HapyError(code, { ...known, ...more }, error);
  const seconds = Math.round(call.deadlineMs / 100) / 10;
  if (error.code === status.UNAVAILABLE) return unavailable(details, known.where, fail);
  if (error.code === status.DEADLINE_EXCEEDED) {
    return fail(details.includes('remote_addr=') ? 'HAPY-E503' : 'HAPY-E502', { seconds });
  }
  if (error.code === status.CANCELLED) return fail(call.cancelledHere ? 'HAPY-E515' : 'HAPY-E504');
  if (error.code === status.RESOURCE_EXHAUSTED) return fail('HAPY-E513');
  if (error.code === status.UNIMPLEMENTED) return fail('HAPY-E514');
  if (/ECONNRESET|EPIPE|socket hang up|Connection dropped/.test(details)) return fail('HAPY-E504');
  return fail('HAPY-E516', { detail: `${status[error.code]} ${details.slice(0, 200)}` });
}

type Fail = (code: ErrorCode, more?: ErrorParameters) => HapyError;

function unavailable(details: string, where: string, fail: Fail): HapyError {
  const errno = /\bE[A-Z_]{3,}\b/.exec(details)?.[0];
  const isSocket = where.startsWith('/');
  if (!/No connection established|Name resolution failed/.test(details)) return fail('HAPY-E504');
  if (errno === 'ENOENT' || (errno === 'ECONNREFUSED' && isSocket)) return fail('HAPY-E511');
  if (errno === 'ECONNREFUSED') return fail('HAPY-E500');
  if (errno === 'EACCES' || errno === 'EPERM') return fail('HAPY-E512');
  if (errno === 'ENOTFOUND' || details.includes('Name resolution failed')) return fail('HAPY-E510');
  const reason = /Last error: (?:Error: )?(.*?)(?: \(\d{4}-[^)]*\))?(?:\. Resolution note:|$)/.exec(
    details,
  )?.[1];
  return fail('HAPY-E501', { detail: (errno ?? reason ?? details).slice(0, 200) });
}

function sentByServer(error: ServiceError): HapyError | undefined {
  const [trailer] = error.metadata.get('hapy-error-bin');
  if (!Buffer.isBuffer(trailer)) return undefined;
  try {
    const { code, parameters } = ErrorInfo.decode(trailer);
    return code === '' ? undefined : fromErrorRecord({ code, parameters });
  } catch {
    return undefined;
  }
}

/** "dns:hapy2:2641" and "unix:/run/x.sock" as a person would write them. */
function placeOf(peer: string): string {
  return peer.replace(/^(?:dns|ipv4|ipv6|unix):(?:\/\/\/)?/, '');
}

interface TransportError {
  readonly code: ErrorCode;
  readonly parameters: ErrorParameters;
}

/**
 * An error of our own that must pass through grpc-js, which keeps nothing of a failed connection but the
 * text of its error: so the code and its parameters travel in that text, percent-encoded.
 */
export function transportError(code: ErrorCode, parameters: ErrorParameters): Error {
  return new Error(`hapy-error=${encodeURIComponent(JSON.stringify({ code, parameters }))};`);
}

function readTransportError(details: string): TransportError | undefined {
  const encoded = /hapy-error=([^;\s]+);/.exec(details)?.[1];
  if (encoded === undefined) return undefined;
  try {
    return JSON.parse(decodeURIComponent(encoded)) as TransportError;
  } catch {
    return undefined;
  }
}

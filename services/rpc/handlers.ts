import { type EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';

import type {
  handleClientStreamingCall,
  handleServerStreamingCall,
  handleUnaryCall,
  Metadata,
  ServerReadableStream,
  ServerWritableStream,
} from '@grpc/grpc-js';

import { HapyError } from '../base/errors/hapy-error.ts';
import { type CallRecord, recordOf } from './call-record.ts';
import type { Caller } from './caller.ts';
import { publicError, toStatus } from './error-trailer.ts';

/**
 * What a handler knows besides its request. `signal` is aborted when the caller went away or its deadline
 * passed; it says nothing about work that was started to outlive the call, so never hand it to that.
 */
export interface CallContext {
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

/** What the calls of all kinds have in common. */
type AnyCall = EventEmitter & { readonly metadata: Metadata; readonly cancelled: boolean };

/** Makes an async function into a unary handler. A thrown HapyError becomes status and trailer. */
export function unary<Q, S>(h: (request: Q, call: CallContext) => Promise<S>): handleUnaryCall<Q, S> {
  return (call, callback) => {
    void respond(call, (context) => h(call.request, context), callback);
  };
}

/**
 * Makes a function of a stream of requests into a client-streaming handler. The next request is read from
 * the network when the handler asks for it; a lost connection throws instead of ending early. A caller
 * that *cancels* is seen to end first, because Node's HTTP/2 closes a stream by ending it: so the last
 * request is never a proof that all came, and what must be whole carries its digest.
 */
export function clientStream<Q, S>(
  h: (requests: AsyncIterable<Q>, call: CallContext) => Promise<S>,
): handleClientStreamingCall<Q, S> {
  return (call, callback) => {
    // Destroying the stream is how grpc-js reports a cancelled call; the reader below sees it in its loop.
    call.on('error', () => undefined);
    void respond(call, (context) => h(wholeRequests<Q>(call, context.signal), context), callback);
  };
}

/**
 * Makes an async iterable into a server stream. The next item is asked for when the last one has left, so
 * a slow reader holds back the producer; the iterable is closed when the reader goes away.
 */
export function serverStream<Q, S>(
  h: (request: Q, call: CallContext) => AsyncIterable<S>,
  patience?: Patience,
): handleServerStreamingCall<Q, S> {
  return (call) => {
    void stream(call, h, patience);
  };
}

/** How long a reader may take nothing while something waits for it, and what it is refused with then. */
export interface Patience {
  readonly ms: number;
  readonly refuse: () => HapyError;
}

async function respond<S>(
  call: AnyCall,
  h: (context: CallContext) => Promise<S>,
  callback: (error: ReturnType<typeof toStatus> | null, value?: S) => void,
): Promise<void> {
  const { signal, settle } = abortOnCancel(call);
  let record: CallRecord | undefined;
  try {
    record = recordOf(call.metadata);
    const value = await h({ caller: record.caller, signal });
    settle();
    callback(null, value);
  } catch (thrown) {
    settle();
    callback(toStatus(shown(thrown, record, signal)));
  }
}

async function stream<Q, S>(
  call: ServerWritableStream<Q, S>,
  h: (request: Q, call: CallContext) => AsyncIterable<S>,
  patience: Patience | undefined,
): Promise<void> {
  const { signal, settle } = abortOnCancel(call);
  let record: CallRecord | undefined;
  try {
    record = recordOf(call.metadata);
    await pour(h(call.request, { caller: record.caller, signal }), call, { signal, patience });
    settle();
    call.end();
  } catch (thrown) {
    settle();
    if (!signal.aborted) call.emit('error', toStatus(shown(thrown, record, signal)));
  }
}

/** Writes every item, waiting for room after each; leaves at once when the reader is gone. */
async function pour<S>(
  items: AsyncIterable<S>,
  call: ServerWritableStream<unknown, S>,
  { signal, patience }: { readonly signal: AbortSignal; readonly patience: Patience | undefined },
) {
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const item = await unlessAborted(iterator.next(), signal);
      if (item.done === true) return;
      if (!call.write(item.value)) await drained(call, signal, patience);
    }
  } finally {
    // Not awaited: a generator that waits for its next event cannot return before that event, and the
    // reader has left already. Whatever it still throws was meant for nobody.
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

async function drained(
  call: EventEmitter,
  signal: AbortSignal,
  patience: Patience | undefined,
): Promise<void> {
  if (patience === undefined) return void (await once(call, 'drain', { signal }));
  const timeout = AbortSignal.timeout(patience.ms);
  try {
    await once(call, 'drain', { signal: AbortSignal.any([signal, timeout]) });
  } catch (error) {
    throw timeout.aborted && !signal.aborted ? patience.refuse() : error;
  }
}

/**
 * The requests up to the caller's own end of them. A lost connection looks the same at first: HTTP/2
 * reports its end, and that it was lost only in the ticks after. So the end is believed one turn later.
 */
async function* wholeRequests<Q>(
  call: ServerReadableStream<Q, unknown>,
  signal: AbortSignal,
): AsyncGenerator<Q> {
  try {
    for await (const request of call as AsyncIterable<Q>) yield request;
  } catch (broken) {
    throw signal.aborted ? signal.reason : broken;
  }
  await setImmediate();
  signal.throwIfAborted();
}

/** A signal for one call; `settle` detaches it, since grpc-js reports "cancelled" after every call. */
function abortOnCancel(call: AnyCall) {
  const controller = new AbortController();
  const onCancelled = () => controller.abort(new HapyError('HAPY-E515', { what: 'rpc' }));
  call.on('cancelled', onCancelled);
  if (call.cancelled) onCancelled();
  return { signal: controller.signal, settle: () => call.off('cancelled', onCancelled) };
}

/**
 * What a promise comes to, or the signal's reason as soon as it is aborted. Not Promise.race with a promise of the abort: that one
 * would keep whatever it was ever raced with for as long as it lives, here every item of a stream that is open for weeks.
 */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function shown(thrown: unknown, record: CallRecord | undefined, signal: AbortSignal): HapyError {
  // After an abort nobody reads the answer, and what a handler throws then is the abort itself.
  if (signal.aborted && signal.reason instanceof HapyError) return signal.reason;
  if (record === undefined) return thrown instanceof HapyError ? thrown : new HapyError('HAPY-E100');
  return publicError(thrown, record.log());
}

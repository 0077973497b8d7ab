import { once } from 'node:events';
import { isIP, isIPv6 } from 'node:net';
import { createSecureContext } from 'node:tls';

import {
  type CallOptions,
  type ChannelCredentials,
  type ChannelOptions,
  type ClientReadableStream,
  type ClientUnaryCall,
  type ClientWritableStream,
  credentials,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js';

import { CodedCredentials } from './coded-credentials.ts';
import { giveClaim } from './directory-claim.ts';
import { fromGrpcError } from './from-grpc-error.ts';
import type { TlsIdentity } from './identity.ts';
import {
  clusterBytesMax,
  flowControlBytes,
  keepaliveTimeMs,
  keepaliveTimeoutMs,
  messageBytesMax,
  reconnectFirstMs,
  reconnectMaxMs,
} from './limits.ts';
import { fromTlsError, serverIdentityCheck } from './server-identity.ts';
import type { TrustPolicy } from './trust-list.ts';

/** The three arguments of a generated client: `new AgentServiceClient(t.address, t.credentials, t.options)`. */
export interface RpcTarget {
  readonly address: string;
  readonly credentials: ChannelCredentials;
  readonly options: ChannelOptions;
}

const channelOptions: ChannelOptions = {
  'grpc.initial_reconnect_backoff_ms': reconnectFirstMs,
  'grpc.max_reconnect_backoff_ms': reconnectMaxMs,
  'grpc.keepalive_time_ms': keepaliveTimeMs,
  'grpc.keepalive_timeout_ms': keepaliveTimeoutMs,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.max_receive_message_length': messageBytesMax,
  'grpc.max_send_message_length': messageBytesMax,
  'grpc-node.flow_control_window': flowControlBytes,
  // What failed may have been done: trying again is decided above us, after an observation.
  'grpc.enable_retries': 0,
  // Nothing of the environment or of the DNS may send our calls elsewhere.
  'grpc.enable_http_proxy': 0,
  'grpc.service_config_disable_resolution': 1,
  // A renewed identity is a new channel, which must not find the old connection in a shared pool.
  'grpc.use_local_subchannel_pool': 1,
  'grpc.enable_channelz': 0,
};

/**
 * A server on the network: TLS 1.3, verified against `identity.rootsPem`, and its certificate must carry
 * both `expectedUri` and `address`. Without a key of our own (`{ rootsPem }`) only enrolment will answer.
 * A renewed identity means a new target and client; the old client is closed when its calls have ended.
 */
export function tlsTarget(o: {
  address: string;
  port: number;
  expectedUri: string;
  identity: TlsIdentity | { readonly rootsPem: string };
  /** Who is refused although its certificate is valid; nobody by default. */
  trust?: TrustPolicy;
  /** The largest answer that is taken. */
  answerBytesMax?: number;
}): RpcTarget {
  const own =
    'privateKeyPem' in o.identity
      ? { key: o.identity.privateKeyPem, cert: o.identity.certificateChainPem }
      : {};
  const secureContext = createSecureContext({ ca: o.identity.rootsPem, minVersion: 'TLSv1.3', ...own });
  const inner = credentials.createFromSecureContext(secureContext, {
    checkServerIdentity: serverIdentityCheck(o.address, o.expectedUri, o.trust),
  });
  const coded = new CodedCredentials(inner, (socket, next) =>
    next(socket).catch((error: unknown) => {
      throw fromTlsError(error);
    }),
  );
  // RFC 6066, section 3: an IP address is no server name. The override changes what is sent, not what is checked.
  const options = {
    ...channelOptions,
    'grpc.max_receive_message_length': o.answerBytesMax ?? messageBytesMax,
    ...(isIP(o.address) === 0 ? {} : { 'grpc.ssl_target_name_override': 'hapy.invalid' }),
  };
  const host = isIPv6(o.address) ? `[${o.address}]` : o.address;
  return { address: `${host}:${o.port}`, credentials: coded, options };
}

/** A server on a unix socket whose file mode decides who may connect (the helper's). */
export function unixTarget(socketPath: string): RpcTarget {
  return {
    address: `unix:${socketPath}`,
    credentials: credentials.createInsecure(),
    options: channelOptions,
  };
}

/**
 * The coordinator's unix socket: on every (re)connection this process makes the directory that proves its
 * uid. `claimsDirectory` comes from our own configuration, never from the peer.
 */
export function connectWithClaim(socketPath: string, claimsDirectory: string): RpcTarget {
  const coded = new CodedCredentials(credentials.createInsecure(), async (socket, next) => {
    await giveClaim(socket, claimsDirectory);
    return next(socket);
  });
  const options = { ...channelOptions, 'grpc.max_receive_message_length': clusterBytesMax };
  return { address: `unix:${socketPath}`, credentials: coded, options };
}

export interface CallSettings {
  /** Milliseconds until the whole call is given up; Infinity for a stream that is meant to stay open. */
  readonly deadlineMs: number;
  /** What is asked and of whom, for the text of an error. */
  readonly what: string;
  readonly signal?: AbortSignal;
  /** Sent beside the request. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * One unary call: `callUnary(client.getState.bind(client), {}, { deadlineMs: 5000, what: 'hapy2' })`.
 * @throws HapyError the server's own, or HAPY-E500..E516 for the connection. An aborted signal throws its reason.
 */
export function callUnary<Q, S>(
  invoke: (
    request: Q,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (e: ServiceError | null, r: S) => void,
  ) => ClientUnaryCall,
  request: Q,
  o: CallSettings,
): Promise<S> {
  return new Promise((resolve, reject) => {
    o.signal?.throwIfAborted();
    const cancel = () => call.cancel();
    const call = invoke(request, metadataOf(o), callOptions(o), (error, response) => {
      o.signal?.removeEventListener('abort', cancel);
      if (error === null) resolve(response);
      else reject(failure(error, call.getPeer(), o));
    });
    o.signal?.addEventListener('abort', cancel, { once: true });
  });
}

/** One server stream. Leaving the loop early cancels the call; a slow reader holds the server back. */
export async function* callServerStream<Q, S>(
  invoke: (request: Q, metadata: Metadata, options: Partial<CallOptions>) => ClientReadableStream<S>,
  request: Q,
  o: CallSettings,
): AsyncGenerator<S, void, undefined> {
  o.signal?.throwIfAborted();
  const call = invoke(request, metadataOf(o), callOptions(o));
  const cancel = () => call.cancel();
  o.signal?.addEventListener('abort', cancel, { once: true });
  // grpc-js may report an error once more after the loop has left; that one is nobody's business.
  call.on('error', () => undefined);
  try {
    for await (const item of call as AsyncIterable<S>) yield item;
  } catch (error) {
    throw failure(error as ServiceError, call.getPeer(), o);
  } finally {
    o.signal?.removeEventListener('abort', cancel);
    call.cancel();
  }
}

/**
 * One client stream. The next request is taken when the last one has left; it stops early when the server
 * has answered. What `requests` throws cancels the call and is thrown here.
 */
export async function callClientStream<Q, S>(
  invoke: (
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: (e: ServiceError | null, r: S) => void,
  ) => ClientWritableStream<Q>,
  requests: AsyncIterable<Q>,
  o: CallSettings,
): Promise<S> {
  o.signal?.throwIfAborted();
  const answered = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<S>();
  promise.catch(() => undefined);
  const call = invoke(metadataOf(o), callOptions(o), (error, response) => {
    if (error === null) resolve(response);
    else reject(failure(error, call.getPeer(), o));
    answered.abort();
  });
  const cancel = () => call.cancel();
  o.signal?.addEventListener('abort', cancel, { once: true });
  try {
    await sendAll(requests, call, answered.signal);
    return await promise;
  } finally {
    o.signal?.removeEventListener('abort', cancel);
    call.cancel();
  }
}

async function sendAll<Q>(requests: AsyncIterable<Q>, call: ClientWritableStream<Q>, answered: AbortSignal) {
  for await (const request of requests) {
    if (answered.aborted) return;
    if (call.write(request)) continue;
    // Only the answer can end this wait besides room for more, and the answer is read by the caller.
    await once(call, 'drain', { signal: answered }).catch(() => undefined);
  }
  call.end();
}

function metadataOf({ metadata = {} }: CallSettings): Metadata {
  const sent = new Metadata();
  for (const [key, value] of Object.entries(metadata)) sent.set(key, value);
  return sent;
}

function callOptions(o: CallSettings): Partial<CallOptions> {
  return Number.isFinite(o.deadlineMs) ? { deadline: Date.now() + o.deadlineMs } : {};
}

function failure(error: ServiceError, peer: string, o: CallSettings): Error {
  const aborted = o.signal?.aborted === true;
  if (aborted && o.signal.reason instanceof Error) return o.signal.reason;
  return fromGrpcError(error, { what: o.what, peer, deadlineMs: o.deadlineMs, cancelledHere: aborted });
}

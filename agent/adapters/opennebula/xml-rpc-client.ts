import type { IncomingMessage } from 'node:http';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { DocumentCutShort } from '../../bounded-xml.ts';
import { http } from '../../../services/base/node-http.ts';
import type { Method } from './methods.ts';
import { type Answer, AnswerReader, encodeCall, type Parameter } from './xml-rpc-codec.ts';

/** A pool of some thousand hosts is a quarter of this; what is larger is not read to its end. */
const answerBytesMax = 256 * 1024 * 1024;

export interface CallOptions {
  /** In whole milliseconds. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
  /** Where the string of a success goes as it comes, instead of into the answer. */
  readonly sink?: (part: string) => void;
}

/** oned closes each connection after its answer, so none is kept. */
const connections = new http.Agent({ keepAlive: false });

/**
 * One call to one oned. The session is the first parameter of every call and appears in no error and no log.
 *
 * @throws HapyError HAPY-E400 nobody answers, E401 not within the deadline, E402 the answer is not oned's,
 *   E410 it is too large, E411 it was cut in the middle
 */
export async function callXmlRpc(
  endpoint: string,
  method: Method,
  parameters: readonly Parameter[],
  options: CallOptions,
): Promise<Answer> {
  const deadline = AbortSignal.timeout(options.deadlineMs);
  const signal = options.signal === undefined ? deadline : AbortSignal.any([deadline, options.signal]);
  try {
    const response = await post(endpoint, encodeCall(method, parameters), signal);
    return await readAnswer(response, { endpoint, method, ...options });
  } catch (error) {
    options.signal?.throwIfAborted();
    if (deadline.aborted) {
      throw new HapyError('HAPY-E401', { method, seconds: Math.ceil(options.deadlineMs / 1000) });
    }
    if (error instanceof HapyError) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? 'HTTP';
    throw new HapyError('HAPY-E400', { endpoint, reason }, error);
  }
}

async function readAnswer(
  response: IncomingMessage,
  { endpoint, method, sink }: CallOptions & { readonly endpoint: string; readonly method: Method },
): Promise<Answer> {
  if (response.statusCode !== 200) {
    response.destroy();
    throw new HapyError('HAPY-E402', { endpoint, reason: `HTTP ${response.statusCode ?? 0}` });
  }
  const reader = new AnswerReader(sink);
  // One wrong byte in a template must not make us blind to the node: it becomes U+FFFD and matches nothing.
  const decoder = new TextDecoder('utf-8');
  let sizeBytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length;
      if (sizeBytes > answerBytesMax) throw tooLarge(method);
      reader.write(decoder.decode(chunk, { stream: true }));
    }
    reader.write(decoder.decode());
    return reader.end();
  } catch (error) {
    if (error instanceof HapyError) throw error;
    const cut = error instanceof DocumentCutShort || (error as NodeJS.ErrnoException).code === 'ECONNRESET';
    if (cut) throw new HapyError('HAPY-E411', { endpoint, method, sizeBytes });
    // The parser's words may quote what it read; only their first part is told.
    const reason = error instanceof Error ? error.message.slice(0, 80) : '';
    throw new HapyError('HAPY-E402', { endpoint, reason });
  }
}

function tooLarge(method: Method): HapyError {
  return new HapyError('HAPY-E410', { method, maximum: answerBytesMax / 1024 / 1024 });
}

function post(endpoint: string, body: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) };
    const call = http.request(endpoint, { method: 'POST', headers, agent: connections, signal }, resolve);
    call.on('error', reject);
    call.end(body);
  });
}

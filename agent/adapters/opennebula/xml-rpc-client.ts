import { Agent, request } from 'node:http';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { type Answer, decodeAnswer, encodeCall, type Parameter } from './xml-rpc-codec.ts';

/** A pool of some thousand hosts is about this; what is larger is not read to its end. */
const answerBytesMax = 64 * 1024 * 1024;

export interface CallOptions {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

/** oned closes each connection after its answer, so none is kept. */
const connections = new Agent({ keepAlive: false });

/**
 * One call to one oned. The session is the first parameter of every call and appears in no error and no log.
 *
 * @throws HapyError HAPY-E400 nobody answers, E401 not within the deadline, E402 the answer is not oned's
 */
export async function callXmlRpc(
  endpoint: string,
  method: string,
  parameters: readonly Parameter[],
  options: CallOptions,
): Promise<Answer> {
  const deadline = AbortSignal.timeout(options.deadlineMs);
  const signal = options.signal === undefined ? deadline : AbortSignal.any([deadline, options.signal]);
  try {
    const text = await post(endpoint, encodeCall(method, parameters), signal);
    return decode(endpoint, text);
  } catch (error) {
    if (error instanceof HapyError) throw error;
    options.signal?.throwIfAborted();
    if (deadline.aborted) {
      throw new HapyError('HAPY-E401', { method, seconds: Math.ceil(options.deadlineMs / 1000) });
    }
    const reason = (error as NodeJS.ErrnoException).code ?? 'HTTP';
    throw new HapyError('HAPY-E400', { endpoint, reason }, error);
  }
}

function decode(endpoint: string, text: string): Answer {
  try {
    return decodeAnswer(text);
  } catch (error) {
    // The parser's words may quote what it read; only their first part is told.
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '').slice(0, 80) : '';
    throw new HapyError('HAPY-E402', { endpoint, reason });
  }
}

function post(endpoint: string, body: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) };
    const call = request(endpoint, { method: 'POST', headers, agent: connections, signal }, (response) => {
      const chunks: Buffer[] = [];
      let sizeBytes = 0;
      response.on('data', (chunk: Buffer) => {
        sizeBytes += chunk.length;
        if (sizeBytes > answerBytesMax) {
          response.destroy(new HapyError('HAPY-E402', { endpoint, reason: `> ${answerBytesMax}` }));
        } else chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString('utf8'));
        else reject(new HapyError('HAPY-E402', { endpoint, reason: `HTTP ${response.statusCode ?? 0}` }));
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}

import { request } from 'node:http';
import { decodeAnswer } from './decode.ts';
import { encodeCall } from './encode.ts';
import type { Value } from './value.ts';

/** Nobody was there, or did not answer in time. The message is libcurl's, as oned logs it. */
export class Unreachable extends Error {}

const answerBytesMax = 64 * 1024 * 1024;

/** Calls a method of another oned. `timeoutMs` 0 waits for ever. Throws Unreachable, or the fault it got. */
export async function callOned(
  endpoint: string,
  method: string,
  parameters: readonly Value[],
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Value> {
  return decodeAnswer(await post(endpoint, encodeCall(method, parameters), timeoutMs, signal));
}

/** Posts a body as it is: what a follower does with a call that only the leader may answer. */
export function post(
  endpoint: string,
  body: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(endpoint, {
      method: 'POST',
      agent: false,
      headers: { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(body) },
      ...(signal === undefined ? {} : { signal }),
    });
    const timer =
      timeoutMs === 0
        ? undefined
        : setTimeout(() => sent.destroy(new Unreachable('RPC call timed out and aborted')), timeoutMs);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error instanceof Unreachable ? error : new Unreachable(libcurlText(error)));
    };
    sent.on('error', fail);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      let sizeBytes = 0;
      response.on('data', (chunk: Buffer) => {
        sizeBytes += chunk.length;
        if (sizeBytes > answerBytesMax) sent.destroy(new Unreachable('answer is larger than the bound'));
        chunks.push(chunk);
      });
      response.on('error', fail);
      response.on('end', () => {
        clearTimeout(timer);
        resolve(Buffer.concat(chunks).toString('utf8'));
      });
    });
    sent.end(body);
  });
}

function libcurlText(error: Error): string {
  return `libcurl failed to execute the HTTP POST transaction, explaining:  ${error.message}`;
}

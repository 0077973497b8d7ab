import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import { toProblem } from './problem.ts';

/** What Node says of a request that it could not read to the end; all else is a malformed one. */
const statusOf: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
};

/**
 * The answer to what is no HTTP request, before any route could be found: sent too slowly, with too large headers, or
 * malformed. Then the connection ends, because nobody knows where the next request would begin.
 */
export function answerMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  const code = error.code ?? 'HTTP';
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statusOf[code] ?? 400;
  const body = JSON.stringify({
    ...toProblem(new HapyError('HAPY-E114', { detail: code }), 'client', 'fr'),
    status,
  });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** A fault of a request that fastify found: too large, malformed, of a wrong type. It carries its own status. */
export interface RequestFault extends Error {
  readonly code: string;
  readonly statusCode: number;
}

export function isRequestFault(error: unknown): error is RequestFault {
  if (!(error instanceof Error) || !('statusCode' in error) || !('code' in error)) return false;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
}

import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { HapyError, toErrorRecord } from '../../services/base/errors/hapy-error.ts';
import type { Log } from '../../services/base/log.ts';
import { listenError } from '../../services/rpc/listen-error.ts';
import { http } from '../../services/base/node-http.ts';

const withinMs = 10_000;
const connectionsMax = 16;

/**
 * Tells the metrics to programs on this machine. There is no proof of who asks, so it listens on a loopback address
 * or not at all; another machine's Prometheus asks the gateway, which tells of every node.
 *
 * @throws HapyError HAPY-E725 the address is no loopback address, HAPY-E510 it cannot be listened on
 */
export async function listenForMetrics(o: {
  readonly address: string;
  readonly port: number;
  readonly source: { text(): Promise<string>; readonly contentType: string };
  readonly log: Log;
}): Promise<{ readonly port: number; close(): Promise<void> }> {
  const { address, port, source, log } = o;
  if (!/^127(\.\d{1,3}){3}$/.test(address) && address !== '::1')
    throw new HapyError('HAPY-E725', { address });
  const server = http.createServer(
    { requestTimeout: withinMs, headersTimeout: withinMs },
    (request, response) => {
      answer(request, response, source).catch((error: unknown) => {
        log.warn({ code: toErrorRecord(error).code }, 'metrics cannot be told');
        response.writeHead(503).end();
      });
    },
  );
  server.maxConnections = connectionsMax;
  server.listen(port, address);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw listenError(error, `${address}:${port}`);
  }
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { port: (server.address() as AddressInfo).port, close };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  source: { text(): Promise<string>; readonly contentType: string },
): Promise<void> {
  request.resume();
  // A page in a browser on this machine reaches a loopback address too, but under the name that it came from.
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (!/^(127(\.\d{1,3}){3}|localhost|\[::1\])$/.test(host)) return void response.writeHead(403).end();
  if (request.method !== 'GET') return void response.writeHead(405, { allow: 'GET' }).end();
  if (request.url !== '/metrics') return void response.writeHead(404).end();
  const text = await source.text();
  response.writeHead(200, { 'content-type': source.contentType }).end(text);
}

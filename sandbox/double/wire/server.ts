import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { decodeCall } from './decode.ts';
import { encodeAnswer, encodeFault } from './encode.ts';
import { type Value, WireFault } from './value.ts';

export type CallHandler = (method: string, parameters: readonly Value[], body: string) => Promise<Value>;

/** A bound of ours; oned takes up to MESSAGE_SIZE (1 GiB), which nothing here comes near. */
const bodyBytesMax = 32 * 1024 * 1024;

const abyss = 'Xmlrpc-c_Abyss/1.33.14';

/** oned's HTTP face: POST /RPC2 and nothing else, one call a connection (recordings solo.error.*). */
export function createWireServer(handle: CallHandler): Server {
  const server = createServer({ keepAliveTimeout: 1000 }, (request, response) => {
    void answer(request, response, handle);
  });
  // A write without quorum is answered only when the quorum is back, maybe never.
  server.requestTimeout = 0;
  server.timeout = 0;
  return server;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handle: CallHandler,
): Promise<void> {
  const refusal = refusalOf(request);
  if (refusal !== undefined) {
    request.resume();
    sendPage(response, ...refusal);
    return;
  }
  try {
    const body = await readBody(request);
    if (body === '') {
      const reason = 'According to your content-length HTTP header, your request is empty (zero length)';
      sendPage(response, 400, 'Bad Request', reason);
      return;
    }
    sendXml(response, await answerOf(body, handle));
  } catch {
    // The client went away, or sent more than the bound: there is nobody to tell.
    response.destroy();
  }
}

async function answerOf(body: string, handle: CallHandler): Promise<string> {
  try {
    const call = decodeCall(body);
    return encodeAnswer(await handle(call.method, call.parameters, body));
  } catch (error) {
    if (error instanceof WireFault) return encodeFault(error.code, error.message);
    throw error;
  }
}

function refusalOf(request: IncomingMessage): [number, string, string] | undefined {
  const path = request.url ?? '';
  if (path !== '/RPC2') {
    const reason = `This XML-RPC For C/C++ Abyss XML-RPC server responds to only one URI path.  I don't know what URI path that is, but it's not the one you requested: '${path.replaceAll(/[<>&]/g, '')}'.  (Typically, it's '/RPC2')`;
    return [404, 'Not Found', reason];
  }
  if (request.method === 'POST') return undefined;
  return [405, 'Method Not Allowed', 'POST is the only HTTP method this server understands'];
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > bodyBytesMax) throw new Error('request is larger than the bound');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Abyss says UTC where HTTP says GMT. */
function dateText(): string {
  return new Date().toUTCString().replace('GMT', 'UTC');
}

function sendXml(response: ServerResponse, body: string): void {
  response.sendDate = false;
  response.shouldKeepAlive = false;
  response.writeHead(200, 'OK', [
    ...['Content-type', 'text/xml; charset=utf-8'],
    ...['Content-length', String(Buffer.byteLength(body))],
    ...['Connection', 'close', 'Date', dateText(), 'Server', abyss],
  ]);
  response.end(body);
}

function sendPage(response: ServerResponse, status: number, phrase: string, reason: string): void {
  response.sendDate = false;
  response.shouldKeepAlive = false;
  response.useChunkedEncodingByDefault = false;
  response.writeHead(status, phrase, [
    ...['Content-type', 'text/html', 'Connection', 'close', 'Date', dateText(), 'Server', abyss],
  ]);
  response.write(
    `<HTML><HEAD><TITLE>Error ${status}</TITLE></HEAD><BODY><H1>Error ${status}</H1><P>${reason}</P><p><HR><b><i><a href="http://xmlrpc-c.sourceforge.net">ABYSS Web Server for XML-RPC For C/C++</a></i></b> version 1.33.14<br></p></BODY></HTML>`,
  );
  response.end();
}

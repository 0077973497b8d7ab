import { createServer, type Socket } from 'node:net';

/** What the oneds of a zone send to the servers of their pool, and to nobody else. */
const raftCall = /<methodName>\s*one\.zone\.(?:replicate|voterequest)\s*<\/methodName>/;
/** The name of the method stands at the beginning; what follows is a session and a record, which nobody here reads. */
const headBytesMax = 4096;

/**
 * The address of a server that takes this machine for one of its zone, or undefined when none has called within
 * `forMs`. A leader calls every member twice a second, and a candidate once in each round of its election.
 *
 * It listens where oned would, and hangs up without an answer: to the caller that is a server that is down. An oned
 * with other credentials would answer, and with that end the zone (opennebula.md, fact 1).
 */
export async function claimedByLeader(o: {
  readonly address: string;
  readonly port: number;
  /** Milliseconds. */
  readonly forMs: number;
}): Promise<string | undefined> {
  const sockets = new Set<Socket>();
  const { promise: heard, resolve: hear } = Promise.withResolvers<string | undefined>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let head = '';
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (part) => {
      head += part.toString('latin1');
      if (raftCall.test(head)) hear(socket.remoteAddress ?? '?');
      if (raftCall.test(head) || head.length > headBytesMax) socket.destroy();
    });
  });
  // Somebody else has the port: oned itself will say so.
  server.on('error', () => hear(undefined));
  const timer = setTimeout(() => hear(undefined), o.forMs);
  server.listen({ host: o.address, port: o.port });
  const claimant = await heard;
  clearTimeout(timer);
  for (const socket of sockets) socket.destroy();
  // The port must be free before oned wants it.
  await new Promise((done) => server.close(done));
  return claimant;
}

import type { Socket } from 'node:net';

const departures = new WeakMap<Socket, AbortSignal>();

/**
 * Aborted when whoever asks has hung up. Fastify's own `request.signal` is aborted as soon as a body has been read, when
 * it was asked for before that: nothing that is sent with a token would ever be carried out.
 */
export function departureOf(socket: Socket): AbortSignal {
  const known = departures.get(socket);
  if (known !== undefined) return known;
  const left = new AbortController();
  socket.once('close', () => left.abort());
  departures.set(socket, left.signal);
  return left.signal;
}

import { connect } from 'node:net';

import type { CoordinatorAddress } from '../../certs/join-token.ts';

/** Within a cluster a machine that is there answers in milliseconds; one that is off never does. */
const patienceMs = 2_000;

/**
 * The first place where somebody listens, in the order that they are given in; where nobody does, the first of all, whose
 * failure is then told. Who it is that listens is not judged here: the certificate is.
 */
export async function firstListening(
  places: readonly CoordinatorAddress[],
): Promise<CoordinatorAddress | undefined> {
  for (const place of places) if (await listens(place)) return place;
  return places[0];
}

function listens({ address, port }: CoordinatorAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: patienceMs });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

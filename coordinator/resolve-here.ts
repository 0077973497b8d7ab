import { lookup } from 'node:dns/promises';

import type { Clock } from '../services/base/clock.ts';
import type { Resolve } from './understand-files.ts';

/** Names that a dead name server is asked for are given up after this long. */
const resolveMaxMs = 3_000;

/**
 * Resolves names as every program on this machine does, /etc/hosts included. A name that is not answered in time
 * counts as unknown: the person can give the address with --node.
 */
export function resolveHere(clock: Clock): Resolve {
  return async (name) => {
    const enough = new AbortController();
    const inTime = clock.delay(resolveMaxMs, enough.signal).then(
      () => [],
      () => [],
    );
    const answers = lookup(name, { all: true, family: 4 }).catch(() => []);
    const found = await Promise.race([answers, inTime]);
    enough.abort();
    return found.map(({ address }) => address);
  };
}

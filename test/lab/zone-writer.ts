import { setTimeout as delay } from 'node:timers/promises';

import { callOned } from '../../sandbox/double/wire/client.ts';
import { int32, text } from '../../sandbox/double/wire/value.ts';

/*
 * Somebody who works in the zone, as a process in one network: writes one number after the other and tells each that
 * oned has acknowledged. Arguments: endpoint and the key that it writes; oneadmin's session stands in the environment.
 */

const [endpoint = '', key = ''] = process.argv.slice(2);
const session = process.env['ZONE_SESSION'] ?? '';
const answersWithinMs = 3_000;
const everyMs = 1_000;
const append = 1;

process.on('disconnect', () => process.exit());
for (let number = 1; ; number += 1) {
  const written = `${key}="${number}"`;
  const call = [text(session), int32(0), text(written), int32(append)];
  const answer = await callOned(endpoint, 'one.zone.update', call, answersWithinMs).catch(() => undefined);
  const [ok] = answer?.type === 'array' ? answer.value : [];
  if (ok?.value === true) process.send?.({ acknowledged: number });
  await delay(everyMs);
}

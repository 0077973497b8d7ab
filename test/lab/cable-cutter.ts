import { execFileSync } from 'node:child_process';

import { type Direction, RecordProxy } from '../joining/record-proxy.ts';

/*
 * A record proxy as its own process in the coordinator's network: it pulls the cable when one record is to be
 * forwarded, then forwards it. Arguments: address, port, direction, record, cable. Tells its port when it listens.
 */

const [address = '', port, direction, record, cable = ''] = process.argv.slice(2);
const proxy = await RecordProxy.start(
  { address, port: Number(port) },
  {
    direction: direction as Direction,
    record: Number(record),
    act: () => void execFileSync('ip', ['link', 'set', cable, 'down']),
    forwards: true,
  },
);
process.send?.({ port: proxy.port });

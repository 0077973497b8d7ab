import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readIdentity } from '../../certs/identity-store.ts';
import type { WatchStateResponse } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import { bareClient } from './bare-client.ts';
import type { FarmNode } from './cluster.ts';

/*
 * `bare-channels.ts DIRECTORY PORT`: a channel to each agent of a coordinator's farm, and on each the stream of states that
 * the coordinator reads too. What comes is decoded and forgotten.
 */
const [, , directory = '', port = ''] = process.argv;
const nodes = JSON.parse(readFileSync(join(directory, 'nodes.json'), 'utf8')) as readonly FarmNode[];
const identity = await readIdentity(join(directory, 'coordinator/state/pki'));
let frames = 0;
const heard = nodes.map(({ address }) => {
  const stream = bareClient(address, Number(port), identity).watchState({
    heartbeatMs: 2000,
    onlyChanges: true,
  });
  return new Promise<void>((resolve, reject) => {
    stream.on('error', reject);
    stream.on('data', (_response: WatchStateResponse) => {
      frames += 1;
      resolve();
    });
  });
});
await Promise.all(heard);
process.stdout.write(`${JSON.stringify({ ready: frames })}\n`);
// Whoever began us has gone.
process.stdin.on('end', () => process.exit(0)).resume();

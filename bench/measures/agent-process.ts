import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { createTestZone } from '../../sandbox/double/testing/test-zone.ts';
import { nodesOf } from '../../test/doubles/node-under-test.ts';
import type { Context, Measure } from '../harness/measure.ts';
import { end, programEnv, usedBy } from '../harness/programs.ts';
import { besideFloor, bounded } from '../harness/row.ts';
import { interleave, Samples } from '../harness/samples.ts';
import { bundledBareAgent, bundledPrograms } from '../peers/bundled-programs.ts';
import { writeNodes } from '../peers/cluster.ts';

const barePort = '2651';
const packageMegabytesMax = 45;

/** What the agent costs a server that has other things to do. */
export const agentProcess: Measure = {
  name: 'agent',
  title: 'The agent as a process',
  explained:
    'From the fork of hapy-agent, bundled as its package installs it, to its word that it serves, and its resident memory then. The floor is a ' +
    'bundle of bare grpc-js with the same service, mutual TLS and handlers that answer nothing. Its programs in the package ' +
    'are held against the runtime that the package brings.',
  async run(context) {
    const { folder, size } = context;
    const zone = await createTestZone(1);
    folder.atEnd(() => zone.remove());
    const [node] = await nodesOf(zone);
    const [address] = zone.addresses;
    if (node === undefined || address === undefined) throw new Error('the zone has no node');
    await node.writeIdentity();
    const programs = await bundledPrograms(folder.under('programs'));
    const bare = await bundledBareAgent(folder.under('bare'));
    const place = { name: node.name, address, identity: node.identity };
    const nodes = writeNodes(folder.path, [place]);
    const memory = { agent: [] as number[], bare: [] as number[] };
    const agent = join(programs, 'agent/main.js');
    const argv = {
      agent: [agent, 'serve', '--config', node.agentConfig],
      bare: [bare, nodes, barePort],
    };
    const start = (which: 'agent' | 'bare') => startOnce(context, argv[which], memory[which]);
    const full = size === 'full';
    const starts = await interleave(
      { agent: () => start('agent'), bare: () => start('bare') },
      { rounds: full ? 15 : 1, warmUp: full ? 2 : 0 },
    );
    const floor = 'bare grpc-js with an empty service';
    const [ours, floors] = [{ samples: new Samples(memory.agent) }, { samples: new Samples(memory.bare) }];
    const own = megabytesIn(join(programs, 'agent'));
    const runtime = statSync(process.execPath).size / 1e6;
    const files = { what: 'programs of the agent’s package', unit: 'MB', ours: own };
    return [
      besideFloor({
        ...{ what: 'agent, start to ready', unit: 'ms', ours: { samples: starts.agent }, floor },
        ...{ floors: { samples: starts.bare }, atMost: 1.5 },
      }),
      besideFloor({ what: 'agent, resident memory', unit: 'MiB', ours, floor, floors, atMost: 1.3 }),
      bounded(besideFloor({ ...files, floor: 'the runtime, unpacked', floors: runtime }), {
        atMost: packageMegabytesMax,
      }),
    ];
  },
};

/** One start until it is ready; the memory is read then, and the end does not count. */
async function startOnce({ folder }: Context, argv: readonly string[], memory: number[]): Promise<void> {
  const child = spawn(process.execPath, argv, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: programEnv(),
  });
  folder.atEnd(() => end(child));
  await once(child, 'message');
  memory.push(usedBy(child.pid ?? 0).rssMiB);
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function megabytesIn(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 1e6;
}

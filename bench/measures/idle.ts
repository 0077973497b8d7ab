import { setTimeout as delay } from 'node:timers/promises';

import type { Context, Measure } from '../harness/measure.ts';
import { childrenCpuSeconds, startPeer, type Used, usedBy } from '../harness/programs.ts';
import { besideFloor, besideRival, bounded, type Row } from '../harness/row.ts';
import { ansibleInventory } from '../peers/ansible.ts';
import { agentPort } from '../peers/cluster.ts';
import { startCoordinatorWithFarm } from '../peers/coordinator-with-farm.ts';
import { startSshd } from '../peers/sshd.ts';

/** What it costs that somebody looks after a cluster in which nothing happens. */
export const idle: Measure = {
  name: 'idle',
  title: 'A coordinator in whose cluster nothing happens',
  explained:
    'A real coordinator with N agents that each tell their whole state every two seconds, judged every few seconds for findings. Processor ' +
    'time, memory and bytes read and written, from the kernel, over twenty seconds. The floor is a program that holds N bare ' +
    'channels and receives the same frames. Beside it what an `ansible -m ping` of the same nodes costs, once a minute.',
  async run(context) {
    const counts = context.size === 'full' ? [3, 30, 300] : [3];
    const rows: Row[] = [];
    for (const count of counts) {
      // What a busy machine cannot hold does not take the smaller sizes with it.
      const failed = (error: Error): Row[] => {
        context.skip(`${count} idle agents: ${error.message}`);
        return [];
      };
      rows.push(...(await idleWith(context, count).catch(failed)));
    }
    return rows;
  },
};

async function idleWith(context: Context, count: number): Promise<Row[]> {
  const seconds = context.size === 'full' ? 20 : 1;
  const running = await startCoordinatorWithFarm(context, count);
  const { directory, process: coordinator } = running;
  const bare = await startPeer(context.folder, 'bench/peers/bare-channels.ts', [
    directory,
    String(agentPort),
  ]);
  // What beginning costs is over when both have heard everybody a few times.
  await delay(context.size === 'full' ? 6_000 : 100);
  const pids = [coordinator.pid ?? 0, bare.pid];
  const before = pids.map(usedBy);
  await delay(seconds * 1000);
  const after = pids.map(usedBy);
  const [ours, floors] = pids.map((_, at) => during(before[at], after[at], seconds));
  for (const child of [coordinator, bare.child, running.farm?.child]) child?.kill('SIGTERM');
  if (ours === undefined || floors === undefined) throw new Error('nothing was measured');
  const floor = 'bare channels, same frames';
  const of = `, ${count} idle agents`;
  const share = { what: `processor${of}`, unit: '% of a core', ours: ours.corePercent };
  const rows = [
    bounded(besideFloor({ ...share, floor, floors: floors.corePercent }), { atMost: 2 }),
    besideFloor({
      what: `memory${of}`,
      unit: 'MiB',
      ours: ours.rssMiB,
      floor,
      floors: floors.rssMiB,
      atMost: 1.5,
    }),
    besideFloor({
      what: `bytes${of}`,
      unit: 'KiB/s',
      ours: ours.kibPerSecond,
      floor,
      floors: floors.kibPerSecond,
    }),
  ];
  const rivals = count <= 30 ? await ansiblePerMinute(context, count) : undefined;
  return rivals === undefined
    ? rows
    : [...rows, besideRival({ ...share, rival: 'ansible -m ping each minute', rivals })];
}

function during(before: Used | undefined, after: Used | undefined, seconds: number) {
  if (before === undefined || after === undefined) return undefined;
  return {
    corePercent: ((after.cpuSeconds - before.cpuSeconds) / seconds) * 100,
    rssMiB: after.rssMiB,
    kibPerSecond: (after.bytes - before.bytes) / seconds / 1024,
  };
}

/** Per cent of a core that one run a minute takes, ssh included; what it starts on the nodes is not counted against it. */
async function ansiblePerMinute(context: Context, count: number): Promise<number | undefined> {
  const ssh = await startSshd(context);
  const ansible =
    ssh &&
    ansibleInventory(
      context,
      ssh,
      Array.from({ length: count }, () => ({})),
    );
  if (ansible === undefined) return undefined;
  const before = childrenCpuSeconds();
  await ansible.ping();
  return ((childrenCpuSeconds() - before) / 60) * 100;
}

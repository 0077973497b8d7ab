import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

import { installedFile } from '../../services/base/installation.ts';
import { callServerStream } from '../../services/rpc/client.ts';
import type { Context, Measure } from '../harness/measure.ts';
import { end, programEnv } from '../harness/programs.ts';
import { besideFloor, besideRival, bounded, type Row } from '../harness/row.ts';
import { Samples } from '../harness/samples.ts';
import { bareClient } from '../peers/bare-client.ts';
import { agentPort } from '../peers/cluster.ts';
import { type RunningCoordinator, startCoordinatorWithFarm } from '../peers/coordinator-with-farm.ts';

const goalMs = 20;
const lookEachMs = 1000;
const unit = 'ms';

/** How old news are when somebody reads them. */
export const eventLatency: Measure = {
  name: 'events',
  title: 'From a change to the event in hapyctl',
  explained:
    'An agent of a farm changes its guard’s state and notes the moment; a person’s `hapyctl events --follow` and a reader of the coordinator’s ' +
    'stream note theirs. Between them: the agent’s frame, the coordinator’s judgement, the event on its disk, the stream to ' +
    'the reader. The floor is the same change as a bare frame of the agent’s own stream. A real agent looks at oned twice a ' +
    'second and at the rest every two seconds, which comes on top, as it does for whoever polls. Beside it what a look each second ' +
    'costs in the mean: half its period, with an `onezone show` that takes no time.',
  async run(context) {
    const running = await startCoordinatorWithFarm(context, 3);
    const { farm, spec } = running;
    const [first] = spec.nodes;
    if (!farm?.child.stdout || first === undefined) throw new Error('there is no farm');
    const arrivals = {
      change: new Arrivals(),
      frame: new Arrivals(),
      event: new Arrivals(),
      line: new Arrivals(),
    };
    createInterface({ input: farm.child.stdout }).on('line', (line) => {
      arrivals.change.arrive((JSON.parse(line) as { readonly atMs: number }).atMs);
    });
    const stop = new AbortController();
    context.folder.atEnd(() => stop.abort());
    listen(running, first.address, stop.signal, arrivals);
    followAsPerson(context, running.directory, arrivals.line);
    const rounds = context.size === 'full' ? 150 : 2;
    const late = { frame: [] as number[], event: [] as number[], line: [] as number[] };
    for (let round = -5; round < rounds; round += 1) {
      // Whoever has just connected is told of the first changes late or not at all: those are not kept.
      const waiting = [arrivals.frame.next(), arrivals.event.next(), arrivals.line.next()] as const;
      const changed = arrivals.change.next();
      farm.child.stdin?.write(`${first.name}\n`);
      const atMs = await changed;
      const [frame, event, line] = await Promise.all(waiting);
      if (round < 0) continue;
      late.frame.push(frame - atMs);
      late.event.push(event - atMs);
      late.line.push(line - atMs);
      await delay(20);
    }
    return rowsOf({
      frame: new Samples(late.frame),
      event: new Samples(late.event),
      line: new Samples(late.line),
    });
  },
};

function rowsOf(late: Readonly<Record<'frame' | 'event' | 'line', Samples>>): Row[] {
  const rows: Row[] = [];
  for (const percentile of [50, 99]) {
    const floors = { samples: late.frame, percentile };
    const floor = 'one frame of the agent';
    const what = `change to event, p${percentile}`;
    rows.push(
      besideFloor({
        what: `${what}, stream`,
        unit,
        ours: { samples: late.event, percentile },
        floor,
        floors,
      }),
    );
    rows.push(
      besideFloor({
        what: `${what}, hapyctl`,
        unit,
        ours: { samples: late.line, percentile },
        floor,
        floors,
      }),
    );
  }
  const over = late.line.at(99) - late.frame.at(50);
  const ours = { what: 'event in hapyctl over the transport, p99', unit, ours: over };
  const half = besideRival({ ...ours, rival: 'a look each second, mean', rivals: lookEachMs / 2 });
  return [...rows, bounded(half, { atMost: goalMs })];
}

/** Everybody's moments, by one clock of this machine. */
class Arrivals {
  #waiting: ((atMs: number) => void) | undefined;

  /** The next arrival; those that nobody waits for are forgotten. */
  next(): Promise<number> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  arrive(atMs = performance.timeOrigin + performance.now()): void {
    this.#waiting?.(atMs);
    this.#waiting = undefined;
  }
}

/** The agent's own frames over a bare channel, and the coordinator's stream. */
function listen(
  { client, identity }: RunningCoordinator,
  address: string,
  signal: AbortSignal,
  arrivals: { readonly frame: Arrivals; readonly event: Arrivals },
): void {
  const bare = bareClient(address, agentPort, identity);
  const frames = bare.watchState({ heartbeatMs: 60_000, onlyChanges: true });
  frames.on('data', () => arrivals.frame.arrive());
  frames.on('error', () => undefined);
  signal.addEventListener('abort', () => {
    frames.cancel();
    bare.close();
  });
  const settings = { deadlineMs: Infinity, what: 'events', signal };
  const request = { after: 0n, stream: '', newest: 0, follow: true };
  const messages = callServerStream(client.watchEvents.bind(client), request, settings);
  const read = async () => {
    for await (const { event } of messages) if (event?.kind === 'guard-changed') arrivals.event.arrive();
  };
  read().catch(() => undefined);
}

/** As a person follows: hapyctl in a process of its own, a line each. */
function followAsPerson({ folder }: Context, directory: string, lines: Arrivals): void {
  const argv = [
    installedFile('coordinator/cli/main.ts'),
    'events',
    '--follow',
    '-o',
    'json',
    '--dir',
    directory,
  ];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'], env: programEnv() });
  folder.atEnd(() => end(child));
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.includes('guard-changed')) lines.arrive();
  });
}

import { planCluster } from '../services/domain/plan-cluster.ts';
import { ModelWorld } from '../test/doubles/model-world.ts';
import { specOf } from '../test/doubles/spec-of.ts';

// `npm run bench:plan`: planning time over the number of nodes. Timings depend on the machine, so what
// counts is the growth between two sizes measured in this one run, against that of n log n.

const sizes = [3, 30, 300, 3000];
const rounds = 7;
/** Plans made in one round, so that every size works on about as many nodes and pays as much for garbage. */
const nodesPerRound = 9000;

/**
 * Milliseconds of processor time to plan a founding of `count` pristine nodes: the least of some rounds,
 * because other work on the machine only ever adds. Processor time is not stretched by waiting for a core.
 */
function measure(count: number): { readonly ms: number; readonly actions: number } {
  const world = new ModelWorld(specOf(count), { instantiated: true });
  const observed = world.observe();
  const plans = Math.ceil(nodesPerRound / count);
  let least = Infinity;
  let actions = 0;
  for (let round = 0; round < rounds; round += 1) {
    globalThis.gc?.();
    const start = process.cpuUsage();
    for (let plan = 0; plan < plans; plan += 1) {
      actions = planCluster(world.spec, observed, world.nowMs).actions.length;
    }
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1000 / plans);
  }
  return { ms: least, actions };
}

// The first plans of a process are compiled while they run; they would make the small sizes look slow.
for (const count of sizes) measure(count);

const lines = ['nodes  actions         ms  growth  n log n  ratio'];
let previous: { readonly count: number; readonly ms: number } | undefined;
let worst = 0;
for (const count of sizes) {
  const { ms, actions } = measure(count);
  let growth = '';
  if (previous !== undefined) {
    const measured = ms / previous.ms;
    const allowed = (count * Math.log(count)) / (previous.count * Math.log(previous.count));
    worst = Math.max(worst, measured / allowed);
    const figures = [measured.toFixed(1).padStart(6), allowed.toFixed(1).padStart(7)];
    growth = [...figures, (measured / allowed).toFixed(2).padStart(5)].join('  ');
  }
  const row = [String(count).padStart(5), String(actions).padStart(7), ms.toFixed(3).padStart(9), growth];
  lines.push(row.join('  '));
  previous = { count, ms };
}
lines.push(`worst ratio of growth to n log n: ${worst.toFixed(2)} (1 or less is the goal)`);
process.stdout.write(`${lines.join('\n')}\n`);

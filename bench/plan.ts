import { ModelWorld, specOf } from '../test/doubles/model-world.ts';
import { planCluster } from '../services/domain/plan-cluster.ts';

// `npm run bench:plan`: planning time over the number of nodes. Timings depend on the machine, so what
// counts is the growth between two sizes measured in this one run, against that of n log n.

const sizes = [3, 30, 300, 3000];
const rounds = 15;

/** Least milliseconds (other work on the machine only ever adds) of planning a founding of `count` pristine nodes. */
function measure(count: number): { readonly ms: number; readonly actions: number } {
  const world = new ModelWorld(specOf(count), { instantiated: true });
  const observed = world.observe();
  const times: number[] = [];
  let actions = 0;
  for (let round = 0; round < rounds; round += 1) {
    // Garbage of the round before is not this round's work.
    globalThis.gc?.();
    const start = performance.now();
    actions = planCluster(world.spec, observed, world.nowMs).actions.length;
    times.push(performance.now() - start);
  }
  return { ms: Math.min(...times), actions };
}

// The first plans of a process are compiled while they run; they would make the small sizes look slow.
for (let warm = 0; warm < 200; warm += 1) measure(3);
for (let warm = 0; warm < 20; warm += 1) measure(300);

const lines = ['nodes  actions   least ms  growth  n log n  ratio'];
let previous: { readonly count: number; readonly ms: number } | undefined;
let worst = 0;
for (const count of sizes) {
  const { ms, actions } = measure(count);
  let growth = '';
  if (previous !== undefined) {
    const measured = ms / previous.ms;
    const allowed = (count * Math.log(count)) / (previous.count * Math.log(previous.count));
    worst = Math.max(worst, measured / allowed);
    growth = `${measured.toFixed(1).padStart(6)}  ${allowed.toFixed(1).padStart(7)}  ${(measured / allowed).toFixed(2).padStart(5)}`;
  }
  lines.push(
    `${String(count).padStart(5)}  ${String(actions).padStart(7)}  ${ms.toFixed(3).padStart(9)}  ${growth}`,
  );
  previous = { count, ms };
}
lines.push(`worst ratio of growth to n log n: ${worst.toFixed(2)} (1 or less is the goal)`);
process.stdout.write(`${lines.join('\n')}\n`);

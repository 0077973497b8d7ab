import { planCluster } from '../../services/domain/plan-cluster.ts';
import { ModelWorld } from '../../test/doubles/model-world.ts';
import { specOf } from '../../test/doubles/spec-of.ts';
import type { Measure } from '../harness/measure.ts';
import { besideFloor, bounded, type Row } from '../harness/row.ts';
import { median } from '../harness/samples.ts';

/** Plans made in one round, so that every size works on about as many nodes and pays as much for garbage. */
const nodesPerRound = 10_000;
const goalMs = 50;
const unit = 'ms';

/** How planning grows; it waits for nobody, so its own smallest size is what it is held against. */
export const planner: Measure = {
  name: 'planner',
  title: 'Planning a founding',
  explained:
    'Processor time to plan the founding of N pristine nodes, the median of five rounds of as many plans as make 10,000 nodes. ' +
    'It asks nobody, so there is nothing that people would use instead; what counts is that the time per node does not grow. ' +
    'The floor is the time per node of the size before.',
  run: async ({ size }) => {
    const counts = size === 'full' ? [3, 30, 300, 1000, 3000, 10_000] : [3, 30];
    // The first plans of a process are compiled while they run; they would make the small sizes look slow.
    for (const count of counts.filter((each) => each <= 1000)) planFor(count);
    const rows: Row[] = [];
    let before: { count: number; ms: number } | undefined;
    for (const count of counts) {
      const ms = planFor(count);
      if (before !== undefined) {
        const floors = (before.ms / before.count) * count;
        const row = besideFloor({
          what: `plan for ${count} nodes`,
          unit,
          ours: ms,
          floor: `as for ${before.count}`,
          floors,
        });
        // n log n is what sorting costs, and nothing here may cost more.
        const allowed = Math.log(count) / Math.log(before.count);
        rows.push(
          count === 1000
            ? bounded(row, { atMost: goalMs })
            : { ...row, goal: `≤ ${allowed.toFixed(2)}× (n log n)`, met: row.ratio <= allowed },
        );
      }
      before = { count, ms };
    }
    return rows;
  },
};

/** Processor milliseconds of one plan; time that is waited for a core does not count. */
function planFor(count: number): number {
  const world = new ModelWorld(specOf(count), { instantiated: true });
  const observed = world.observe();
  const plans = Math.max(1, Math.ceil(nodesPerRound / count));
  const rounds = Array.from({ length: 5 }, () => {
    globalThis.gc?.();
    const start = process.cpuUsage();
    for (let plan = 0; plan < plans; plan += 1) planCluster(world.spec, observed, world.nowMs);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000 / plans;
  });
  return median(rounds);
}

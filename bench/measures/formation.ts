import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { Plan } from '../../services/domain/plan.ts';
import { RealFounding } from '../../test/kill-points/real-founding.ts';
import type { Context, Measure } from '../harness/measure.ts';
import { besideFloor, besideRival, type Row } from '../harness/row.ts';
import { foundByAnsible } from '../peers/ansible-founding.ts';
import { criticalPathMs, type DoneAction } from '../peers/critical-path.ts';
import { startSshd } from '../peers/sshd.ts';

const unit = 's';

/** How much of a founding is ours, and not the servers'. */
export const formation: Measure = {
  name: 'formation',
  title: 'Founding a cluster: what of it is ours',
  explained:
    'A founding of 3, 5 and 7 nodes of the sandbox, whose oned is a double with a clock ten times faster: so what is ours weighs ten times as ' +
    'much as with a real one. Ours is the time of the run less its critical path: the longest chain of operations, as the agents ' +
    'recorded them, and of waits for oned, each after those that the plan puts before it or that its node did before. Beside it ' +
    'Ansible, which founds a zone of the same doubles by the same steps over ssh, the dump by rsync (`bench/peers/found-by-hand.yaml`): its time ' +
    'less what the nodes’ own programs took.',
  async run(context) {
    const rows: Row[] = [];
    for (const count of context.size === 'full' ? [3, 5, 7] : [3])
      rows.push(...(await found(context, count)));
    return rows;
  },
};

async function found(context: Context, count: number): Promise<Row[]> {
  const founding = await RealFounding.start(count);
  let removed: Promise<void> | undefined;
  const remove = () => (removed ??= founding.remove());
  // Also when somebody ends the bench in the midst of it.
  context.folder.atEnd(remove);
  const { wallMs, actions } = await apply(founding).finally(remove);
  const ours = (wallMs - criticalPathMs(actions)) / 1000;
  const what = `founding of ${count}: our own part of ${(wallMs / 1000).toFixed(1)} s`;
  const floors = (wallMs / 1000) * 0.03;
  const rows = [besideFloor({ what, unit, ours, floor: '3 % of the run', floors, atMost: 1 })];
  const ssh = await startSshd(context);
  const theirs = ssh && (await foundByAnsible(context, ssh, count));
  if (theirs === undefined) return rows;
  const rivals = (theirs.wallMs - theirs.nodesMs) / 1000;
  const rival = `Ansible’s own part of ${(theirs.wallMs / 1000).toFixed(1)} s`;
  return [...rows, besideRival({ what, unit, ours, rival, rivals, atLeast: 20 })];
}

async function apply(founding: RealFounding): Promise<ReturnType<typeof readRun>> {
  const { status, output } = await founding.hapyctl('apply', '--yes', '--no-drill');
  if (status === 0) return readRun(founding);
  throw new Error(`the founding of ${founding.nodeNames.length} ended with ${status}: ${output.slice(-800)}`);
}

/** The run from the coordinator's journal, and each operation as its node's agent has recorded it. */
function readRun(founding: RealFounding): {
  readonly wallMs: number;
  readonly actions: readonly DoneAction[];
} {
  const journal = new DatabaseSync(join(founding.layout.coordinatorState, 'coordinator.db'), {
    readOnly: true,
  });
  const run = journal.prepare('SELECT * FROM runs ORDER BY number DESC LIMIT 1').get() ?? {};
  const plan = JSON.parse(
    String(
      journal
        .prepare('SELECT plan FROM run_plans WHERE run_id = ? ORDER BY attempt')
        .get(run['run_id'] ?? '')?.['plan'],
    ),
  ) as Plan;
  const told = journal
    .prepare(
      "SELECT action_id, kind, at_ms FROM run_events WHERE run_id = ? AND kind IN ('action-started', 'action-finished')",
    )
    .all(run['run_id'] ?? '');
  journal.close();
  const atMs = (action: string, kind: string) =>
    Number(told.find((each) => each['action_id'] === action && each['kind'] === kind)?.['at_ms'] ?? NaN);
  const operations = new Map(founding.nodeNames.map((node) => [node, operationsOf(founding, node)]));
  const actions = plan.actions.map((action): DoneAction => {
    const [startedMs, finishedMs] = [atMs(action.id, 'action-started'), atMs(action.id, 'action-finished')];
    const own = [...operations.values()].flat().filter(({ id }) => id.endsWith(`/${action.id}`));
    // What has no operation is a wait for oned; the node's time is then all of it.
    const nodeMs = own.length === 0 ? finishedMs - startedMs : own.reduce((sum, each) => sum + each.ms, 0);
    return { id: action.id, node: action.node, after: action.after, startedMs, finishedMs, nodeMs };
  });
  return { wallMs: Number(run['finished_at_ms']) - Number(run['started_at_ms']), actions };
}

function operationsOf(
  founding: RealFounding,
  node: string,
): readonly { readonly id: string; readonly ms: number }[] {
  const path = join(founding.node(node).layout.agentState, 'operations.db');
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database.prepare('SELECT action_id, started_at_ms, finished_at_ms FROM operations').all();
    return rows.map((row) => ({
      id: String(row['action_id']),
      ms: Math.max(0, Number(row['finished_at_ms']) - Number(row['started_at_ms'])),
    }));
  } finally {
    database.close();
  }
}

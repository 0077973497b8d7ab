import assert from 'node:assert/strict';

import { criticalPathMs, type DoneAction } from '../peers/critical-path.ts';
import { besideFloor, besideRival, bounded } from './row.ts';
import { interleave, Samples } from './samples.ts';
import { markdownOf, tableOf } from './table.ts';

describe('the bench’s harness', () => {
  it('keeps outliers, and finds percentiles by nearest rank', () => {
    const samples = new Samples([5, 1, 900, 2, 3]);
    assert.deepEqual([samples.at(50), samples.at(99), samples.max, samples.count], [3, 900, 900, 5]);
    assert.deepEqual(samples.inOrder, [5, 1, 900, 2, 3]);
  });

  it('takes the contenders in turns and in every order, the warm-up apart', async () => {
    const turns: string[] = [];
    const come = (name: string) => async () => void turns.push(name);
    const taken = await interleave({ a: come('a'), b: come('b') }, { rounds: 2, warmUp: 1 });
    assert.deepEqual(turns, ['a', 'b', 'b', 'a', 'a', 'b']);
    assert.deepEqual([taken.a.count, taken.b.count], [2, 2]);
  });

  it('says of a rival how many times faster, of a floor how many times slower', () => {
    const of = { what: 'w', unit: 'ms', ours: { samples: new Samples([2, 2, 4]) } };
    const rival = besideRival({ ...of, rival: 'ssh', rivals: 300, atLeast: 100 });
    assert.deepEqual([rival.ratio, rival.met, rival.rival?.name], [150, true, 'ssh']);
    const floor = besideFloor({ ...of, floor: 'bare', floors: 1, atMost: 1.3 });
    assert.deepEqual([floor.ratio, floor.met, floor.goal], [2, false, '≤ 1.3× the floor']);
    assert.deepEqual(bounded(floor, { atMost: 2 }).met, true);
  });

  it('shows both tables with every row', () => {
    const row = besideRival({
      what: 'a call',
      unit: 'ms',
      ours: 1.234,
      rival: 'ssh',
      rivals: 293,
      atLeast: 100,
    });
    assert.match(
      tableOf([row]),
      /^what .*\na call {2}1\.23 ms .* rival: ssh .* 293 ms .* 237× {2}≥ 100× faster {2}yes\n$/,
    );
    assert.match(
      markdownOf([row]).split('\n')[2] ?? '',
      /^\| a call \| 1\.23 ms \| {2}\| rival: ssh \| 293 ms \| 237× \|/,
    );
  });

  it('finds the longest chain of what nodes did, one thing at a time on each', () => {
    const done = (
      id: string,
      node: string,
      [startedMs, finishedMs, nodeMs]: number[],
      after: string[] = [],
    ) => ({ id, node, after, startedMs, finishedMs, nodeMs }) as DoneAction;
    const actions = [
      done('a', 'n1', [0, 12, 10]),
      done('b', 'n2', [0, 35, 30]),
      // After a by the plan, and on the node on which b was done.
      done('c', 'n2', [36, 50, 9], ['a']),
      done('d', 'n1', [13, 20, 5], ['a']),
    ];
    assert.equal(criticalPathMs(actions), 39);
  });
});

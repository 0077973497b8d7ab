import assert from 'node:assert/strict';
import { watch } from 'node:fs';

import { assertJoined, countRecords, faults, InterruptedJoin } from '../joining/interrupted-join.ts';
import { everyInterruption } from '../joining/interruptions.ts';
import { JoiningNode } from '../joining/joining-node.ts';
import { RealCoordinator } from '../joining/real-coordinator.ts';
import type { Direction } from '../joining/record-proxy.ts';
import { hasItsTurn, partInTurn } from './turn.ts';

/*
 * Every fault at every TLS record of a joining, in both directions, and the same token once more: a third of the
 * records with each commit, all of them with HAPY_LAB=all. How many
 * records there are varies by one or two from one joining to the next; one that does not come interrupts nothing.
 */

/** How many commits it takes until each record had its turn. */
const parts = 3;
/** Those in silence wait for their deadlines, so that several of them may do so together. */
const atOnce = { 'kill-join': 1, 'kill-coordinator': 1, reset: 1, silence: 8 } as const;

describe('joining, interrupted at every record', function () {
  this.timeout(30 * 60_000);
  let coordinator: RealCoordinator;
  let counts: Record<Direction, number>;
  const begun: InterruptedJoin[] = [];
  let onChange: () => void = () => undefined;

  before(async () => {
    coordinator = await RealCoordinator.create();
    await coordinator.start();
    const [one, other] = [await countRecords(coordinator), await countRecords(coordinator)];
    const larger = (direction: Direction) => Math.max(one[direction], other[direction]);
    counts = { 'to-coordinator': larger('to-coordinator'), 'to-node': larger('to-node') };
    process.stdout.write(`    records: ${counts['to-coordinator']} + ${counts['to-node']}\n`);
  });

  after(async () => {
    for (const join of begun) await join.remove();
    await coordinator.remove();
  });

  for (const fault of faults) {
    it(`works with the same token after ${fault} at those whose turn it is`, async () => {
      const failures: string[] = [];
      const outcomes = new Map<string, number>();
      const all = partInTurn(everyInterruption(fault, counts), parts);
      for (let first = 0; first < all.length; first += atOnce[fault]) {
        const joins: InterruptedJoin[] = [];
        for (const interruption of all.slice(first, first + atOnce[fault])) {
          joins.push(await InterruptedJoin.begin(coordinator, interruption));
        }
        begun.push(...joins);
        await Promise.all(
          joins.map(async (join) => {
            try {
              const outcome = await join.repeat();
              outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
            } catch (error) {
              failures.push(String(error));
              await coordinator.restartIfDead();
            }
          }),
        );
      }
      const seen = [...outcomes].map(([outcome, count]) => `${count} ${outcome}`);
      process.stdout.write(`    ${all.length} points: ${seen.join(', ')}\n`);
      assert.deepEqual(failures, []);
    });
  }

  it('works with the same token when the join is killed at each change of its folder', async () => {
    const leftovers: string[] = [];
    for (let change = 0, outcome = ''; outcome !== 'joined'; change += 1) {
      if (!hasItsTurn(change, parts)) continue;
      const node = await JoiningNode.create();
      const watchers = [await node.makeStateDirectory(), await node.makeIdentityDirectory()].map((path) =>
        watch(path, () => onChange()),
      );
      try {
        const token = await coordinator.createToken();
        const { own, end } = node.startJoin(token);
        let seen = 0;
        onChange = () => {
          if (seen === change) own.child.kill('SIGKILL');
          seen += 1;
        };
        ({ outcome } = await end);
        leftovers.push(...(await node.files()).filter((file) => file.endsWith('.new')));
        const key = await node.key();
        assert.equal((await node.join(token)).outcome, 'joined', `change ${change}`);
        if (key !== undefined) assert.equal(await node.key(), key, `change ${change}`);
        await assertJoined(node, coordinator, token);
      } finally {
        for (const watcher of watchers) watcher.close();
        await node.remove();
      }
    }
    process.stdout.write(`    left behind and cleared: ${leftovers.length}\n`);
  });
});

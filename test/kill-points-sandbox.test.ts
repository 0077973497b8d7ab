import { nameOf, schedulesOf, type Target } from './kill-points/schedule.ts';
import { surviveKill } from './kill-points/survive-kill.ts';
import { seedOfCommit } from './seed-of-commit.ts';

/** About as many as the journal of a founding of three has in the sandbox. */
const lines = 150;
const seed = seedOfCommit();

/*
 * A sample that rotates with the commit: one schedule with the coordinator or an agent, one with the process of an
 * operation. `npm run soak` tries them all, `npm run soak -- --only NAME` one of them again.
 */
describe(`a founding in real processes, one of which is killed (seed ${seed})`, function () {
  // 30 s each on two idle cores.
  this.timeout(900_000);
  const all = schedulesOf(lines, seed);
  const samples: readonly (readonly Target[])[] = [
    ['coordinator', 'agent'],
    ['helper', 'operation'],
  ];
  for (const wanted of samples) {
    const schedule = all.find(({ target }) => wanted.includes(target));
    if (schedule !== undefined) it(`${nameOf(schedule)} ends where it should`, () => surviveKill(schedule));
  }
});

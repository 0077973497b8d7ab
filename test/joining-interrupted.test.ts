import { commitSeed } from './joining/commit-seed.ts';
import { countRecords, InterruptedJoin } from './joining/interrupted-join.ts';
import { sampleInterruptions } from './joining/interruptions.ts';
import { RealCoordinator } from './joining/real-coordinator.ts';

/*
 * Real processes: a joining is interrupted at one of its TLS records and repeated with the same token. Here a
 * sample, one record for each fault; test/lab/joining-interrupted.lab.ts goes through all of them.
 */

const seed = commitSeed();

describe('joining, interrupted between real processes', function () {
  this.timeout(5 * 60_000);
  let coordinator: RealCoordinator | undefined;
  const begun: InterruptedJoin[] = [];

  after(async () => {
    for (const join of begun) await join.remove();
    await coordinator?.remove();
  });

  it(`works with the same token after each fault at one record (HAPY_SEED=${seed.toString(16)})`, async () => {
    coordinator = await RealCoordinator.create();
    await coordinator.start();
    const { silence, ...others } = sampleInterruptions(await countRecords(coordinator), seed);
    // A join in silence waits for its deadline; meanwhile the others are done.
    const silenced = await InterruptedJoin.begin(coordinator, silence);
    begun.push(silenced);
    for (const interruption of Object.values(others)) {
      const join = await InterruptedJoin.begin(coordinator, interruption);
      begun.push(join);
      await join.repeat();
    }
    await silenced.repeat();
  });
});

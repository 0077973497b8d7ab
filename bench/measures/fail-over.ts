import { electionStepMs } from '../../services/domain/election-timeouts.ts';
import { WatchedZone } from '../../test/watchdog/watched-zone.ts';
import type { Spans } from '../../test/watchdog/spans.ts';
import type { Measure } from '../harness/measure.ts';
import { besideFloor, besideRival, bounded } from '../harness/row.ts';
import { Samples } from '../harness/samples.ts';

const unit = 's';
/** How long is looked on after a death: with vip.sh alone two holders would stay for good. */
const lookOnMs = 10_000;
/** What two holders may last from the moment the new leader can be observed (docs/watchdog.md). */
const twoHoldersAtMost = 2;

/** What the people who use the virtual address see when the leader dies. */
export const failOver: Measure = {
  name: 'fail-over',
  title: 'The leader dies: who has the virtual address',
  explained:
    'Three oneds of the double with their Raft, their timers as shipped and their own vip.sh over loopback; the leader’s oned is ' +
    'killed and everything is looked at from outside every 20 ms, with vip.sh alone and with our watchdog beside each, in one run. The floor ' +
    'of the time until the address is right is the election: nobody can know the leader before it can be observed. With vip.sh ' +
    'alone two holders would stay until somebody starts the killed oned; the watch ends after 10 s.',
  async run({ size }) {
    const times = size === 'full' ? 5 : 1;
    // Faster than shipped a leader is found before a dead oned counts as dead, so the figures would be others.
    const zone = await WatchedZone.found(size === 'full' ? 1 : 4, electionStepMs);
    try {
      const alone = await deaths(zone, times, false);
      const watched = await deaths(zone, times, true);
      const seconds = (kills: readonly Spans[], of: (spans: Spans) => number) =>
        new Samples(kills.map((spans) => of(spans) / 1000));
      const beside = (what: string, of: (spans: Spans) => number) => {
        const percentile = 100;
        const [ours, rivals] = [
          { samples: seconds(watched, of), percentile },
          { samples: seconds(alone, of), percentile },
        ];
        return besideRival({ what, unit, ours, rival: 'oned with vip.sh alone', rivals });
      };
      const right = ({ rightAfterMs = lookOnMs }: Spans) => rightAfterMs;
      const led = ({ ledAfterMs = lookOnMs }: Spans) => ledAfterMs;
      const none = beside('nobody has the address, the most', ({ noneMs }) => noneMs);
      const two = beside(
        'two have it, once the leader can be observed, the most',
        (each) => each.twoSinceLedMs,
      );
      return [
        { ...none, goal: 'never longer', met: none.value <= (none.rival?.value ?? 0) },
        bounded(two, { atMost: twoHoldersAtMost }),
        besideFloor({
          ...{ what: 'until the leader alone has it, p50', unit },
          ours: { samples: seconds(watched, right) },
          ...{ floor: 'until a leader can be observed', floors: { samples: seconds(watched, led) } },
        }),
      ];
    } finally {
      await zone.remove();
    }
  },
};

async function deaths(zone: WatchedZone, times: number, watchdog: boolean): Promise<readonly Spans[]> {
  await zone.setWatchdog(watchdog);
  const kills: Spans[] = [];
  for (let round = 0; round < times; round += 1) kills.push(await zone.killLeader(lookOnMs));
  return kills;
}

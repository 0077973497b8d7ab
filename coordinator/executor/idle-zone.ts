import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Action } from '../../services/domain/action.ts';
import type { Snapshot } from '../../services/domain/snapshot.ts';
import { indexOfLackedRecord } from '../../services/domain/waits-for-write.ts';
import type { RunContext } from './run-context.ts';

/** A leader that has something to send sends it within one of its heartbeats, which are at most some seconds apart. */
const standsStillMs = 10_000;
const writeMaxMs = 15_000;

/** Notices that a zone stands still while a server lacks its last record, as somebody who waits for it sees it. */
export class StandstillWatch {
  readonly #clock: Pick<Clock, 'now'>;
  #still: { readonly index: number; readonly sinceMs: number } | undefined;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Whether it has stood still for long enough; the time begins anew with each yes. */
  needsWrite(snapshot: Snapshot): boolean {
    const nowMs = this.#clock.now();
    const index = indexOfLackedRecord(snapshot);
    const due =
      index !== undefined && this.#still?.index === index && nowMs - this.#still.sinceMs >= standsStillMs;
    if (index === undefined) this.#still = undefined;
    else if (due || this.#still?.index !== index) this.#still = { index, sinceMs: nowMs };
    return due;
  }
}

/**
 * For an action that waits until the zone is in sync: where the zone stands still and nobody works in it, the leader is
 * asked to write the zone's endpoint as it is, a record that changes nothing and brings the one before it. What fails
 * is tried again when the zone has stood still for as long once more. `say` is told of each write.
 */
export function writingWhenIdle(
  run: RunContext,
  { action, actionId }: { readonly action: Action; readonly actionId: string },
  say: () => void,
): (snapshot: Snapshot) => Promise<void> {
  const waitsForSync = action.postcondition.some((condition) => condition.is === 'zone-in-sync');
  if (!waitsForSync) return () => Promise.resolve();
  const watch = new StandstillWatch(run.clock);
  return async (snapshot) => {
    if (!watch.needsWrite(snapshot)) return;
    say();
    try {
      await forceWrite(run, snapshot, actionId);
    } catch (error) {
      if (!(error instanceof HapyError)) throw error;
      run.log.info({ actionId, code: error.code }, 'write not forced');
    }
  };
}

async function forceWrite(run: RunContext, snapshot: Snapshot, actionId: string): Promise<void> {
  const { leader, leaderZone } = snapshot;
  if (leader === undefined || leaderZone === undefined || leaderZone.endpoint === '') return;
  await run.lease.ensure(leader);
  const { epoch, holder } = run.lease;
  const command = { rpc: 'SetZoneEndpoint', endpoint: leaderZone.endpoint } as const;
  const id = `${actionId}/write-${run.clock.now()}`;
  const mutation = { runId: run.runId, actionId: id, epoch, holder, deadlineMs: writeMaxMs };
  await run.agents.of(leader).perform(command, mutation);
}

import type { CoordinatorClient } from './coordinator-client.ts';
import type { Session } from './session.ts';
import { type StatusView, statusView } from './status-view.ts';

const lookEveryMs = 1_000;

/** What can be waited for: a cluster without errors, or one that is led. */
export type Wanted = 'healthy' | 'leader';

/** One look at the cluster, as `status` and `doctor` see it. */
export async function lookAt(coordinator: CoordinatorClient): Promise<StatusView> {
  return statusView(await coordinator.status());
}

export function isReached(view: StatusView, what: Wanted): boolean {
  return what === 'healthy' ? view.healthy : view.leader !== undefined;
}

/**
 * Looks until it is so, the time is over or somebody interrupts, and gives the last look. What went wrong with one look
 * does not end the waiting; of the last one it is thrown.
 */
export async function waitFor(
  session: Session,
  coordinator: CoordinatorClient,
  wanted: {
    readonly reached: (view: StatusView) => boolean;
    readonly seconds: number;
    /** Told of the first look in which it is not so. */
    readonly onWait?: (view: StatusView) => void;
  },
): Promise<StatusView> {
  const { clock } = session;
  const interrupted = session.interrupted();
  const giveUpAtMs = clock.now() + wanted.seconds * 1000;
  for (let told = false; ; ) {
    const seen = await lookAt(coordinator).catch((error: unknown) => error);
    const failed = !isView(seen);
    if (!failed && wanted.reached(seen)) return seen;
    if (clock.now() >= giveUpAtMs || interrupted.aborted) {
      if (failed) throw seen;
      return seen;
    }
    if (!failed && !told) wanted.onWait?.(seen);
    told ||= !failed;
    await clock.delay(lookEveryMs, interrupted).catch(() => undefined);
  }
}

function isView(seen: unknown): seen is StatusView {
  return typeof seen === 'object' && seen !== null && 'findings' in seen;
}

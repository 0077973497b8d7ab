import { systemClock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import { type CoordinatorCalls, unheardNodes } from './coordinator-calls.ts';
import type { SandboxLayout } from './layout.ts';

const heardDeadlineMs = 120_000;
const lookMs = 100;

/** Until the coordinator has heard these nodes' agents. @throws HapyError HAPY-E278 */
export async function waitUntilHeard(
  layout: SandboxLayout,
  coordinator: CoordinatorCalls,
  nodes: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const untilMs = systemClock.now() + heardDeadlineMs;
  for (;;) {
    const unheard = unheardNodes(await coordinator.status()).filter((name) => nodes.includes(name));
    if (unheard.length === 0) return;
    if (systemClock.now() > untilMs) {
      throw new HapyError('HAPY-E278', {
        count: unheard.length,
        nodes: unheard.join(', '),
        logs: layout.logs,
      });
    }
    await systemClock.delay(lookMs, signal);
  }
}

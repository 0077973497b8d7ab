import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { AgentPort, OperationRecord, OperationUpdate } from './ports.ts';

const reconnectAfterMs = 250;

/**
 * Tells an operation's events until it has finished, through any number of broken connections: each new one
 * goes on from the last event that arrived. Undefined when the agent has no such operation.
 *
 * @throws the signal's reason when it ends the wait, and whatever the agent refuses with.
 */
export async function followOperation(options: {
  readonly agent: AgentPort;
  readonly actionId: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whether the agent answers just now; asked when the watch breaks. */
  readonly answers: () => Promise<boolean>;
  /** How long the agent may be silent, in milliseconds, before what `onSilence` makes is thrown. */
  readonly silentMaxMs: number;
  readonly onSilence: () => Error;
  readonly onEvent: (event: NonNullable<OperationUpdate['event']>) => void;
}): Promise<OperationRecord | undefined> {
  const { agent, actionId, clock, signal, onEvent } = options;
  let lastSequence = 0;
  let heardAtMs = clock.now();
  for (;;) {
    try {
      for await (const update of agent.watchOperation(actionId, lastSequence, signal)) {
        heardAtMs = clock.now();
        if (update.finished !== undefined) return update.finished;
        // An agent may repeat itself after a restart; a person reads each line once.
        if (update.event.sequence <= lastSequence) continue;
        lastSequence = update.event.sequence;
        onEvent(update.event);
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof HapyError)) throw error;
      if (error.category === 'NOT_FOUND') return undefined;
      if (!error.outcomeUnknown) throw error;
      // A watch may break after a long time in which its operation had nothing to tell.
      if (await options.answers()) heardAtMs = clock.now();
      if (clock.now() - heardAtMs >= options.silentMaxMs) throw options.onSilence();
    }
    await clock.delay(reconnectAfterMs, signal);
  }
}

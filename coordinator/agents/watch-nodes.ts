import type { Clock } from '../../services/base/clock.ts';
import { HapyError, toErrorRecord } from '../../services/base/errors/hapy-error.ts';
import type { Log } from '../../services/base/log.ts';
import type { AgentChannels } from './agent-channels.ts';
import type { LastHeard } from './last-heard.ts';

const reconnectFirstMs = 500;
const reconnectMaxMs = 5_000;

/**
 * Listens to every node's state for as long as the signal allows, so that a status can say what a node that
 * went away said last, and when. A stream that breaks is opened again, ever more slowly.
 */
export function watchNodes(o: {
  readonly nodes: readonly string[];
  readonly agents: AgentChannels;
  readonly heard: LastHeard;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}): void {
  for (const node of o.nodes) {
    watchNode(node, o).catch((error: unknown) => {
      if (!o.signal.aborted) o.log.error({ node, err: error }, 'watching stopped');
    });
  }
}

async function watchNode(node: string, o: Parameters<typeof watchNodes>[0]): Promise<void> {
  const { agents, heard, clock, log, signal } = o;
  let waitMs = reconnectFirstMs;
  for (;;) {
    try {
      for await (const state of agents.of(node).watchState(signal)) {
        heard.hear(node, state, clock.now());
        waitMs = reconnectFirstMs;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof HapyError)) throw error;
      if (waitMs === reconnectFirstMs) log.info({ node, code: error.code }, 'node not heard');
      heard.miss(node, toErrorRecord(error));
      agents.lost(node);
    }
    await clock.delay(waitMs, signal);
    waitMs = Math.min(waitMs * 2, reconnectMaxMs);
  }
}

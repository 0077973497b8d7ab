import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Log } from '../../services/base/log.ts';
import type { AgentChannels } from './agent-channels.ts';
import type { LastHeard } from './last-heard.ts';
import { lively } from './lively-stream.ts';

const reconnectFirstMs = 500;
const reconnectMaxMs = 5_000;
/** An agent says something every two seconds (agent-client.ts); a look at a busy node may take some more. */
const silentMs = 20_000;

/**
 * Listens to every node's state for as long as the signal allows, so that a status can say what a node that
 * went away said last, and when. A stream that breaks is opened again, ever more slowly.
 */
export function watchNodes(o: {
  /** Those that there are now; asked again before each connection. */
  readonly nodes: () => readonly string[];
  /** Told when others may have come. */
  readonly onChange: (listener: () => void) => void;
  readonly agents: AgentChannels;
  readonly heard: LastHeard;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}): void {
  const watched = new Set<string>();
  const watchNew = () => {
    for (const node of o.nodes()) {
      if (watched.has(node)) continue;
      watched.add(node);
      watchNode(node, o)
        .catch((error: unknown) => {
          if (!o.signal.aborted) o.log.error({ node, err: error }, 'watching stopped');
        })
        .finally(() => watched.delete(node));
    }
  };
  o.onChange(watchNew);
  watchNew();
}

async function watchNode(node: string, o: Parameters<typeof watchNodes>[0]): Promise<void> {
  const { agents, heard, clock, log, signal } = o;
  let waitMs = reconnectFirstMs;
  while (o.nodes().includes(node)) {
    try {
      const open = (given: AbortSignal) => agents.of(node).watchState(given);
      for await (const state of lively(open, { what: node, silentMs, clock, signal })) {
        heard.hear(node, state, clock.now());
        waitMs = reconnectFirstMs;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof HapyError)) throw error;
      if (waitMs === reconnectFirstMs) log.info({ node, code: error.code }, 'node not heard');
      agents.miss(node, error);
      agents.lost(node);
    }
    await clock.delay(waitMs, signal);
    waitMs = Math.min(waitMs * 2, reconnectMaxMs);
  }
}

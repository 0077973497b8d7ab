import type { Clock } from '../../services/base/clock.ts';
import { virtualAddressIn } from '../../services/domain/virtual-address.ts';
import { MetricRegistry } from '../../services/metrics/metric-registry.ts';
import { agentMetrics } from '../../services/metrics/metric-table.ts';
import type { NodeObserver } from '../node-observer.ts';

/** Whoever asks waits no longer than this for a helper that is slow. */
const patienceMs = 5_000;

/** What this agent tells Prometheus: one look at the node for each question, and what was counted since it began. */
export class AgentMetrics {
  readonly #registry = new MetricRegistry(agentMetrics);
  readonly #observer: Pick<NodeObserver, 'observe'>;
  readonly #clock: Clock;

  constructor(observer: Pick<NodeObserver, 'observe'>, clock: Clock) {
    this.#observer = observer;
    this.#clock = clock;
  }

  readonly countDeed = (deed: string): void =>
    this.#registry.count('hapy_agent_watchdog_deeds_total', { deed });

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** @throws HapyError what `observe` does: half an answer would be taken for a whole one */
  async text(): Promise<string> {
    const beganAtMs = this.#clock.now();
    const state = await this.#observer.observe(AbortSignal.timeout(patienceMs));
    const seconds = (this.#clock.now() - beganAtMs) / 1000;
    const metrics = this.#registry;
    metrics.clear();
    metrics.set('hapy_agent_build_info', 1, { version: state.agentVersion, node: state.node });
    const { raft } = state.oned;
    metrics.set('hapy_agent_oned_up', raft === undefined ? 0 : 1);
    if (raft !== undefined) {
      metrics.set('hapy_agent_look_seconds', seconds);
      metrics.set('hapy_agent_raft_state', 1, { state: raft.state });
      metrics.set('hapy_agent_raft_term', raft.term);
    }
    metrics.set('hapy_agent_guard_state', 1, { state: state.guard.state });
    metrics.set('hapy_agent_operations_running', state.runningOperations.length);
    const vip = virtualAddressIn(state.configuration);
    metrics.set('hapy_agent_vip_held', state.addresses.some(({ address }) => address === vip) ? 1 : 0);
    const { health } = state;
    if (health !== undefined) {
      metrics.set('hapy_agent_certificate_expires_timestamp_seconds', health.certificateExpiresAtMs / 1000);
      metrics.set('hapy_agent_disk_free_bytes', health.freeBytes);
    }
    return metrics.text();
  }
}

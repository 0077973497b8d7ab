import type { Clock } from '../../services/base/clock.ts';
import type { Platform } from '../../services/domain/spec.ts';
import type { OperationStore } from '../operation-store.ts';
import type { Helper } from '../ports/helper.ts';
import type { Network } from '../ports/network.ts';
import type { OpenNebula } from '../ports/opennebula.ts';

/** Everything that operations may touch. They never see an adapter. */
export interface AgentPorts {
  readonly node: string;
  readonly clusterId: string;
  readonly platform: Platform;
  readonly helper: Helper;
  readonly oned: OpenNebula;
  readonly network: Network;
  readonly store: OperationStore;
  readonly clock: Clock;
  /** What is known of the storage, to be forgotten after each change. */
  readonly storage: { forget(): void };
}

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { callUnary, type CallSettings, type RpcTarget } from '../../services/rpc/client.ts';
import { CoordinatorServiceClient } from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { personMetadata } from '../../services/rpc/on-behalf.ts';
import type { Asking, Coordinator } from '../ports.ts';

/** A status is kept ready by the coordinator; a plan asks every agent first. */
const statusWithinMs = 5_000;
const planWithinMs = 30_000;

const towardsTheSpec = {
  ...{ discardDatabases: {}, abortRun: '', resumeRun: '', intent: undefined, drill: false },
};

/** The coordinator over one warm channel, which is opened by the first call and kept. */
export class GrpcCoordinator implements Coordinator {
  #client: CoordinatorServiceClient;
  readonly #onReplaced: () => void;

  /** `onReplaced` is told when our certificate's authority is no longer believed: another one can be had. */
  constructor(target: RpcTarget, onReplaced: () => void) {
    this.#client = clientOf(target);
    this.#onReplaced = onReplaced;
  }

  /** New calls go to the new target; those under way end on the old one. */
  retarget(target: RpcTarget): void {
    const before = this.#client;
    this.#client = clientOf(target);
    before.close();
  }

  getStatus(asking: Asking) {
    const settings = this.#settings('GetStatus', statusWithinMs, asking);
    return this.#noticing(callUnary(this.#client.getStatus.bind(this.#client), {}, settings));
  }

  getPlan(asking: Asking) {
    const settings = this.#settings('GetPlan', planWithinMs, asking);
    return this.#noticing(callUnary(this.#client.getPlan.bind(this.#client), towardsTheSpec, settings));
  }

  close(): void {
    this.#client.close();
  }

  #settings(what: string, deadlineMs: number, { person, signal }: Asking): CallSettings {
    return { what, deadlineMs, signal, metadata: personMetadata(person) };
  }

  async #noticing<A>(answer: Promise<A>): Promise<A> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof HapyError && error.code === 'HAPY-E117') this.#onReplaced();
      throw error;
    }
  }
}

function clientOf({ address, credentials, options }: RpcTarget): CoordinatorServiceClient {
  return new CoordinatorServiceClient(address, credentials, options);
}

import type { Client } from './api/client.ts';
import type { Store } from './store.ts';

/** What everything that asks the gateway stands on. */
export interface Asking {
  readonly client: Client;
  readonly store: Store;
  readonly now: () => number;
}

import type { NodeState, ServerConfiguration } from './observed.ts';

/** The virtual address as oned.conf's leader hook names it ("leader eth0 10.1.2.10/24"); empty where there is none. */
export function virtualAddressIn({ leaderHook }: Pick<ServerConfiguration, 'leaderHook'>): string {
  return / (\d[\d.]+)\//.exec(leaderHook)?.[1] ?? '';
}

/**
 * The interface of a node's leader hook, when no address of the node is on one of that name: interfaces get other names, as
 * when a container is connected to its network again. Undefined where it is there, or cannot be told.
 */
export function missingHookInterface({ configuration, addresses }: NodeState): string | undefined {
  const named = /^leader (\S+) /.exec(configuration.leaderHook)?.[1];
  if (named === undefined || addresses.length === 0) return undefined;
  return addresses.some((each) => each.interface === named) ? undefined : named;
}

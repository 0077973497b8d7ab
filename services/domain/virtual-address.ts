import type { ServerConfiguration } from './observed.ts';

/** The virtual address as oned.conf's leader hook names it ("leader eth0 10.1.2.10/24"); empty where there is none. */
export function virtualAddressIn({ leaderHook }: Pick<ServerConfiguration, 'leaderHook'>): string {
  return / (\d[\d.]+)\//.exec(leaderHook)?.[1] ?? '';
}

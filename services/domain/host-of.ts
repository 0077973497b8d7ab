import type { Host } from './observed.ts';
import type { Snapshot } from './snapshot.ts';

/** The hypervisor of that name as the leader sees it; undefined while nobody leads. */
export function hostOf(fqdn: string | undefined, snapshot: Snapshot): Host | undefined {
  const leader = snapshot.leader === undefined ? undefined : snapshot.state(snapshot.leader);
  return leader === undefined || fqdn === undefined ? undefined : hostIndex(leader.hosts).get(fqdn);
}

const hostIndexes = new WeakMap<readonly Host[], ReadonlyMap<string, Host>>();

function hostIndex(hosts: readonly Host[]): ReadonlyMap<string, Host> {
  let index = hostIndexes.get(hosts);
  if (index === undefined) {
    index = new Map(hosts.map((host) => [host.name, host]));
    hostIndexes.set(hosts, index);
  }
  return index;
}

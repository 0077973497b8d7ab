import type { NetworkState } from './held-address.ts';

/** Interfaces in the form of `ip -j address show` (iproute2, ip-address(8)). */
export function ipLinks(state: NetworkState): readonly object[] {
  return Object.entries(state).map(([ifname, held], at) => ({
    ifindex: at + 1,
    ifname,
    flags: ifname === 'lo' ? ['LOOPBACK', 'UP', 'LOWER_UP'] : ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
    operstate: ifname === 'lo' ? 'UNKNOWN' : 'UP',
    addr_info: held.map((one, order) => ({
      family: 'inet',
      local: one.address,
      prefixlen: one.prefixLength,
      scope: ifname === 'lo' ? 'host' : 'global',
      ...(order === 0 ? {} : { secondary: true }),
      label: ifname,
    })),
  }));
}

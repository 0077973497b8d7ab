import { isInside, networkOf } from '../../services/domain/network.ts';
import type { OwnedKeys } from './identity.ts';

/** One interface of `ip -j address show` (iproute2, ip-address(8)). */
interface ShownInterface {
  readonly ifname?: string;
  readonly addr_info?: readonly { readonly family?: string; readonly local?: string }[];
}

/**
 * Where the virtual address goes: to an interface that is in its network, the one of the identity before all others.
 * Interfaces get other names, as when a container is connected to its network again; then the one that carries
 * this node's address of that network is meant. What cannot be understood leaves it at the identity's.
 */
export function interfaceToHold(keys: OwnedKeys, shown: string): string {
  const network = networkOf(keys.vipAddress, keys.vipPrefixLength);
  const inNetwork = interfacesIn(shown).filter(({ addresses }) =>
    addresses.some((address) => address !== keys.vipAddress && isInside(address, network)),
  );
  const named = inNetwork.find(({ name }) => name === keys.vipInterface) ?? inNetwork[0];
  return named?.name ?? keys.vipInterface;
}

/** Where the virtual address stands now, the identity's interface where it stands nowhere. */
export function interfacesHolding(keys: OwnedKeys, shown: string): readonly string[] {
  const holding = interfacesIn(shown).filter(({ addresses }) => addresses.includes(keys.vipAddress));
  return holding.length === 0 ? [keys.vipInterface] : holding.map(({ name }) => name);
}

function interfacesIn(shown: string): readonly { readonly name: string; readonly addresses: string[] }[] {
  try {
    const parsed = JSON.parse(shown) as readonly ShownInterface[];
    return parsed.flatMap(({ ifname, addr_info: infos = [] }) => {
      const addresses = infos.flatMap(({ family, local }) => (family === 'inet' ? (local ?? []) : []));
      return ifname === undefined ? [] : [{ name: ifname, addresses }];
    });
  } catch {
    return [];
  }
}

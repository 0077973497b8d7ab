import { HapyError } from '../base/errors/hapy-error.ts';
import { isHostAddress, isInside, networkOf, networkText, prefixLengthOf } from '../domain/network.ts';
import type { SpecNode } from '../domain/spec.ts';
import type { ClusterVariables } from './cluster-variables.ts';

/**
 * All addresses in one subnet, as far as a file tells its mask: where none does, only the agents know it, and the
 * preflight decides.
 *
 * @throws HapyError HAPY-E280 an address in another subnet, HAPY-E719 a virtual address that no machine can have
 */
export function checkOneSubnet(
  files: readonly ClusterVariables[],
  nodes: readonly SpecNode[],
  vip: string,
): void {
  const told = files.find(({ netmask }) => netmask !== undefined);
  const own = nodes.find(({ name }) => name === told?.name);
  const prefixLength = prefixLengthOf(told?.netmask ?? '');
  if (told === undefined || own === undefined || own.address === '' || prefixLength === undefined) return;
  const network = networkOf(own.address, prefixLength);
  for (const { owner, address } of [
    ...nodes.map(({ name, address }) => ({ owner: name, address })),
    { owner: 'VIP', address: vip },
  ]) {
    if (address === '') continue;
    if (!isInside(address, network)) {
      const subnet = networkText(network);
      throw new HapyError('HAPY-E280', { owner, address, subnet, node: own.name, file: told.file });
    }
    if (!isHostAddress(address, network)) throw new HapyError('HAPY-E719', { owner, address });
  }
}

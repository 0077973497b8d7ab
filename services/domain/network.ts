/** An IPv4 subnet. Numbers instead of bit operators, which would take the upper half of all addresses for negative. */
export interface Network {
  /** Its first address, as a number. */
  readonly base: number;
  readonly prefixLength: number;
}

/** The subnet that an address lies in. */
export function networkOf(address: string, prefixLength: number): Network {
  const size = 2 ** (32 - prefixLength);
  return { base: Math.floor(numberOf(address) / size) * size, prefixLength };
}

export function isSameNetwork(one: Network, other: Network): boolean {
  return one.base === other.base && one.prefixLength === other.prefixLength;
}

/** Whether an address lies in a subnet, be it one that no machine can have. */
export function isInside(address: string, network: Network): boolean {
  return isSameNetwork(networkOf(address, network.prefixLength), network);
}

/** The first and the last address of a subnet belong to no machine. */
export function isHostAddress(address: string, { base, prefixLength }: Network): boolean {
  if (prefixLength > 30) return true;
  const last = base + 2 ** (32 - prefixLength) - 1;
  return numberOf(address) !== base && numberOf(address) !== last;
}

/** Its usual notation, for example 192.168.0.0/24. */
export function networkText({ base, prefixLength }: Network): string {
  return `${addressOf(base)}/${prefixLength}`;
}

/** The mask of a prefix length, for example 255.255.255.0 for 24. */
export function netmaskOf(prefixLength: number): string {
  return addressOf(2 ** 32 - 2 ** (32 - prefixLength));
}

/** The prefix length of a mask; undefined when its ones are not all at the left. */
export function prefixLengthOf(netmask: string): number | undefined {
  const prefixLength = 32 - Math.log2(2 ** 32 - numberOf(netmask));
  return Number.isInteger(prefixLength) ? prefixLength : undefined;
}

/** 127.0.x.y names this machine itself on every machine; the rest of 127/8 is what a sandbox lives on. */
const forNoMachine = /^(?:0\.|127\.0\.|22[4-9]\.|2[345]\d\.)/;

/** Whether an address can be that of no machine that others reach: zero, loopback, multicast or broadcast. */
export function isForNoMachine(address: string): boolean {
  return forNoMachine.test(address);
}

function numberOf(address: string): number {
  return address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
}

function addressOf(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

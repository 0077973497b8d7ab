import { createServer, type Server } from 'node:net';

import { HapyError } from '../services/base/errors/hapy-error.ts';

/** The ports of the design, which agents and coordinator really have in a sandbox. */
export const ports = { oned: 2633, coordinator: 2640, agent: 2641, gateway: 2642 } as const;

/** One /24 of 127.0.0.0/8, all of which Linux takes for this machine. */
export interface Subnet {
  readonly text: string;
  readonly vip: string;
  /** The address of the node with this index. */
  nodeAddress(index: number): string;
  /** The address with this last number. */
  address(host: number): string;
  /** The subnet after this one; after 127.255.255.0/24 the first one there is. */
  next(): Subnet;
}

/** Held at the virtual address while a sandbox starts, so that another one that starts meanwhile looks elsewhere. */
const claimPort = 2639;

const firstNodeHost = 11;

/** @throws HapyError HAPY-E273 when it is not 127.x.y.0/24 */
export function parseSubnet(text: string): Subnet {
  const match = /^127\.(\d{1,3})\.(\d{1,3})\.0\/24$/.exec(text);
  const [x, y] = [Number(match?.[1] ?? NaN), Number(match?.[2] ?? NaN)];
  // 127.0.0.0/24 holds the machine's own name and localhost, where other programs listen.
  if (!(x <= 255 && y <= 255) || (x === 0 && y === 0)) throw new HapyError('HAPY-E273', { found: text });
  const host = (number: number) => `127.${x}.${y}.${number}`;
  const after = x === 255 && y === 255 ? 1 : (256 * x + y + 1) % 65_536;
  return {
    text,
    vip: host(10),
    nodeAddress: (index) => host(firstNodeHost + index),
    address: host,
    next: () => parseSubnet(`127.${after >> 8}.${after & 255}.0/24`),
  };
}

/** Fails when an address of the sandbox is in use. @throws HapyError HAPY-E274 */
export async function checkFree(places: {
  readonly vip: string;
  readonly nodes: readonly string[];
}): Promise<void> {
  await takeOnce(places.vip, claimPort);
  await takeOnce(places.vip, ports.oned);
  for (const [index, address] of places.nodes.entries()) {
    if (index === 0) await takeOnce(address, ports.coordinator);
    await takeOnce(address, ports.agent);
    await takeOnce(address, ports.oned);
  }
}

/** @throws HapyError HAPY-E274 */
export async function checkSubnet(subnet: Subnet, nodes: number): Promise<void> {
  const addresses = Array.from({ length: nodes }, (_, index) => subnet.nodeAddress(index));
  await checkFree({ vip: subnet.vip, nodes: addresses });
}

/** Where a free subnet is looked for: 127.77.1.0/24, 127.77.2.0/24, … */
export function* subnetsInTurn(): Generator<Subnet> {
  for (let y = 1; y <= 254; y += 1) yield parseSubnet(`127.77.${y}.0/24`);
}

/** The first subnet whose addresses are all free. @throws HapyError HAPY-E274 */
export async function firstFreeSubnet(nodes: number): Promise<Subnet> {
  let failure: unknown;
  for (const subnet of subnetsInTurn()) {
    try {
      await checkSubnet(subnet, nodes);
      return subnet;
    } catch (error) {
      failure = error;
      // Other systems have 127.0.0.1 alone: the next subnet would say the same.
      if (!isTaken(error)) break;
    }
  }
  throw failure;
}

/**
 * Takes the addresses that were free a moment ago, until the programs of the sandbox listen there. Gives what lets go of
 * them again. @throws HapyError HAPY-E274 when somebody was faster
 */
export async function claimAddresses(vip: string): Promise<() => void> {
  const server = await take(vip, claimPort);
  return () => server.close();
}

async function takeOnce(address: string, port: number): Promise<void> {
  const server = await take(address, port);
  await new Promise((resolve) => server.close(resolve));
}

function take(address: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new HapyError('HAPY-E274', { address, port, reason: error.code ?? '' }, error));
    });
    server.listen({ host: address, port, exclusive: true }, () => resolve(server));
  });
}

/** Whether other addresses may be free, where these are not. */
export function isTaken(error: unknown): boolean {
  return error instanceof HapyError && error.parameters['reason'] === 'EADDRINUSE';
}

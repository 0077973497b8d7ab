import { lookup } from 'node:dns/promises';
import { connect, isIPv4 } from 'node:net';

import { execa } from 'execa';

import { readBoundedText } from '../../../services/base/bounded-text-file.ts';
import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { InterfaceAddress } from '../../../services/domain/observed.ts';
import { reasonOf } from '../../durable-file.ts';
import { KeptAnswer, textOfFiles } from '../../kept-answer.ts';
import type { Network } from '../../ports/network.ts';
import { http } from '../../../services/base/node-http.ts';

const ipTimeoutMs = 5000;
/** An address may move from one interface to another while the kernel's lists read the same. */
const addressesKeptMs = 30_000;

/** One interface of `ip -j address show` (iproute2, ip-address(8)). */
interface IpInterface {
  readonly ifname?: string;
  readonly addr_info?: readonly {
    readonly family?: string;
    readonly local?: string;
    readonly prefixlen?: number;
  }[];
}

/** One entry of `ip -j neighbour show` (ip-neighbour(8)). */
export interface IpNeighbour {
  readonly lladdr?: string;
  readonly state?: readonly string[];
}

/**
 * The network as this machine's own programs and resolver see it. A name that stands in `hostsFile` has the
 * addresses given there and no others. `ip` is asked for the addresses when `files.addresses` read otherwise.
 */
export function systemNetwork(
  ipProgram: string,
  files: { readonly hosts?: string; readonly addresses: readonly string[] },
): Network {
  const { hosts: hostsFile } = files;
  const addresses = new KeptAnswer({
    ask: async (signal) => addressesIn(await askIp<IpInterface[]>(ipProgram, ['address', 'show'], signal)),
    mark: () => textOfFiles(files.addresses),
    keptMs: addressesKeptMs,
  });
  return {
    addresses: (signal) => addresses.read(signal),
    neighbour: async (address) =>
      neighbourIn(await askIp<IpNeighbour[]>(ipProgram, ['neighbour', 'show', 'to', address])),
    resolve: async (name) => {
      const declared = hostsFile === undefined ? [] : addressesOfHost(await readHosts(hostsFile), name);
      if (declared.length > 0) return declared;
      const found = await lookup(name, { all: true, family: 4 }).catch(() => []);
      return found.map((each) => each.address);
    },
    reach,
    answersHttp,
  };
}

/** What `ip -j` prints. @throws HapyError HAPY-E333 */
async function askIp<T>(program: string, words: readonly string[], signal?: AbortSignal): Promise<T> {
  try {
    const cancel = signal === undefined ? {} : { cancelSignal: signal };
    const { stdout } = await execa(program, ['-j', ...words], {
      timeout: ipTimeoutMs,
      maxBuffer: 4 * 1024 * 1024,
      stdin: 'ignore',
      ...cancel,
    });
    return JSON.parse(stdout) as T;
  } catch (error) {
    throw new HapyError('HAPY-E333', { program, reason: reasonOf(error).slice(0, 200) }, error);
  }
}

const confirmedStates = ['REACHABLE', 'PERMANENT'];

/** The one entry that has a hardware address: what failed or is still being asked for has none that counts. */
export function neighbourIn(
  entries: readonly IpNeighbour[],
): { readonly hardware: string; readonly confirmed: boolean } | undefined {
  const known = entries.find(
    ({ lladdr, state = [] }) =>
      lladdr !== undefined && !state.includes('FAILED') && !state.includes('INCOMPLETE'),
  );
  if (known?.lladdr === undefined) return undefined;
  const confirmed = known.state?.some((each) => confirmedStates.includes(each)) ?? false;
  return { hardware: known.lladdr, confirmed };
}

const hostsBytesMax = 1024 * 1024;

async function readHosts(path: string): Promise<string> {
  return readBoundedText(path, hostsBytesMax).catch(() => '');
}

/** The IPv4 addresses of a name in a text of the form of hosts(5), in its order. */
export function addressesOfHost(hosts: string, name: string): string[] {
  const wanted = name.toLowerCase();
  return hosts.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/);
    return isIPv4(address) && names.includes(wanted) ? [address] : [];
  });
}

function addressesIn(interfaces: readonly IpInterface[]): InterfaceAddress[] {
  return interfaces.flatMap((each) =>
    (each.addr_info ?? [])
      .filter((info) => info.family === 'inet' && info.local !== undefined)
      .map((info) => ({
        interface: each.ifname ?? '',
        address: info.local ?? '',
        prefixLength: info.prefixlen ?? 32,
      })),
  );
}

function reach(address: string, port: number, timeoutMs: number): Promise<'reached' | { failure: string }> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const end = (result: 'reached' | { failure: string }) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(timeoutMs, () => end({ failure: 'timeout' }));
    socket.once('connect', () => end('reached'));
    socket.once('error', (error) => end({ failure: reasonOf(error) }));
  });
}

function answersHttp(address: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const call = http.request(
      { host: address, port, path: '/', method: 'GET', agent: false, signal },
      (response) => {
        response.destroy();
        resolve(true);
      },
    );
    call.on('error', () => resolve(false));
    call.end();
  });
}

import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { GuardState, Raft, ZoneServer } from '../../services/domain/observed.ts';
import { virtualAddressIn } from '../../services/domain/virtual-address.ts';
import type { PeerAnswer, Sight } from '../../services/domain/watchdog/decide.ts';
import type { Helper } from '../ports/helper.ts';
import type { Network } from '../ports/network.ts';
import type { OpenNebula } from '../ports/opennebula.ts';

/** A server that answers does so within some milliseconds; a dead machine must not hold up the sample. */
const askMs = 1000;
/** The guard and the address are read anew this often while nothing is the matter. */
const factsEveryMs = 10_000;

export interface LookParts {
  readonly clusterId: string;
  readonly helper: Helper;
  readonly oned: OpenNebula;
  readonly network: Network;
  readonly clock: Clock;
}

/** What the watchdog remembers between two samples. */
export interface Memory {
  /** The zone's servers as this node's own oned told them last. */
  servers: readonly ZoneServer[];
  lastTerm: number;
  /** Since when oned does not run; undefined while it does. */
  goneSinceMs: number | undefined;
  guard: GuardState;
  /** Empty until it is known. */
  vip: string;
  factsAtMs: number;
}

export function freshMemory(servers: readonly ZoneServer[]): Memory {
  return { servers, lastTerm: 0, goneSinceMs: undefined, guard: 'free', vip: '', factsAtMs: 0 };
}

/** One sample: this node's oned, the others' word of themselves, and who has the address. */
export async function lookAround(parts: LookParts, memory: Memory, signal: AbortSignal): Promise<Sight> {
  const raft = await ask(parts.oned.raftStatus(AbortSignal.any([signal, AbortSignal.timeout(askMs)])));
  if (raft.told === undefined || parts.clock.now() - memory.factsAtMs >= factsEveryMs) {
    await readFacts(parts, memory, raft.refused, signal);
  }
  const own = ownOf(raft.told, memory, parts.clock.now());
  const addresses = await parts.network.addresses(signal);
  const holds = memory.vip !== '' && addresses.some(({ address }) => address === memory.vip);
  const mine = new Set(addresses.map(({ address }) => address));
  const others = memory.servers.filter(({ endpoint }) => !mine.has(hostOf(endpoint)));
  const peers = holds || own.is === 'answering' ? await askPeers(parts, others, signal) : [];
  const { guard, lastTerm, servers } = memory;
  return { guard, holds, own, servers: servers.length, peers, lastTerm, taken: false };
}

async function ask(question: Promise<Raft>): Promise<{ told: Raft | undefined; refused: boolean }> {
  try {
    return { told: await question, refused: false };
  } catch (error) {
    return { told: undefined, refused: error instanceof HapyError && error.code === 'HAPY-E400' };
  }
}

async function readFacts(
  { helper, clusterId, clock }: LookParts,
  memory: Memory,
  refused: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { guard, configuration, onedProcess } = await helper.readFacts(clusterId, signal);
  memory.guard = guard.state;
  memory.vip = virtualAddressIn(configuration);
  memory.factsAtMs = clock.now();
  const gone = refused && onedProcess !== 'running';
  memory.goneSinceMs = gone ? (memory.goneSinceMs ?? clock.now()) : undefined;
}

function ownOf(raft: Raft | undefined, memory: Memory, nowMs: number): Sight['own'] {
  if (raft !== undefined) {
    const { serverId, state, term } = raft;
    memory.goneSinceMs = undefined;
    memory.lastTerm = Math.max(memory.lastTerm, term);
    return { is: 'answering', serverId, state, term };
  }
  if (memory.goneSinceMs === undefined) return { is: 'silent' };
  return { is: 'gone', forMs: nowMs - memory.goneSinceMs };
}

async function askPeers(
  { oned }: LookParts,
  others: readonly ZoneServer[],
  signal: AbortSignal,
): Promise<PeerAnswer[]> {
  const answers = await Promise.all(
    others.map(async ({ id, endpoint }) => {
      const { told } = await ask(oned.raftStatusAt(endpoint, askMs, signal));
      // A server with a wrong id has no vote that counts (opennebula.md, fact 3).
      return told?.serverId === id ? [{ serverId: id, state: told.state, term: told.term }] : [];
    }),
  );
  return answers.flat();
}

function hostOf(endpoint: string): string {
  return /^https?:\/\/([^/:]+)/i.exec(endpoint)?.[1] ?? '';
}

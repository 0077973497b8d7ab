import { join } from 'node:path';

import type { Log } from '../../services/base/log.ts';
import type { ZoneServer } from '../../services/domain/observed.ts';
import { decide, deedOf, leadsProvably, type Sight } from '../../services/domain/watchdog/decide.ts';
import { readIfPresent, writeDurably } from '../durable-file.ts';
import { freshMemory, lookAround, type LookParts, type Memory } from './look.ts';

/** While this node has the address and does not provably lead, it is looked at closely. */
const closeMs = 250;
const calmMs = 2000;
/** The list of servers changes when a person changes the cluster. */
const listEveryMs = 30_000;
/** What is learnt after a failure is asked again at leisure. */
const serversMax = 1000;

export interface WatchdogParts extends LookParts {
  readonly stateDirectory: string;
  readonly log: Log;
  /** Told of everything that was done. */
  readonly onDeed?: (deed: string) => void;
}

/**
 * Keeps the virtual address where the leader is: takes it away from this node when another server provably
 * leads, and puts it back when this node's own server provably does. It needs no coordinator and no lease.
 */
export async function watchVirtualAddress(parts: WatchdogParts, signal: AbortSignal): Promise<void> {
  const { clock, log } = parts;
  const file = join(parts.stateDirectory, 'zone-servers.json');
  const memory = freshMemory(await readServers(file));
  let before: Sight | undefined;
  let listedAtMs = 0;
  while (!signal.aborted) {
    let pauseMs = calmMs;
    try {
      let now = await lookAround(parts, memory, signal);
      if (now.own.is === 'answering' && clock.now() - listedAtMs >= listEveryMs) {
        listedAtMs = clock.now();
        await learnServers(parts, memory, file, signal);
      }
      if (before !== undefined && deedOf(now) === 'add') {
        now = { ...now, taken: await parts.helper.probeVirtualAddress() };
      }
      const deed = decide(before, now);
      before = now;
      if (deed !== 'nothing') {
        log.warn({ deed, vip: memory.vip, own: now.own, peers: now.peers }, 'watchdog');
        await parts.helper.changeVirtualAddress(deed === 'add');
        parts.onDeed?.(deed);
        before = undefined;
      }
      pauseMs = pauseAfter(now);
    } catch (error) {
      if (signal.aborted) return;
      before = undefined;
      log.debug({ err: error }, 'watchdog: no sample');
    }
    await clock.delay(pauseMs, signal).catch(() => undefined);
  }
}

function pauseAfter(sight: Sight): number {
  const uneasy = (sight.holds && !leadsProvably(sight)) || deedOf(sight) !== 'nothing';
  return uneasy ? closeMs : calmMs;
}

async function learnServers(
  { oned }: WatchdogParts,
  memory: Memory,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  const { servers } = await oned.zone(signal);
  if (servers.length === 0 || JSON.stringify(servers) === JSON.stringify(memory.servers)) return;
  memory.servers = servers;
  await writeDurably(file, Buffer.from(JSON.stringify(servers)), { mode: 0o600 });
}

/** The list of the time before a restart; what cannot be understood is learnt anew from oned. */
async function readServers(file: string): Promise<readonly ZoneServer[]> {
  try {
    const value = JSON.parse((await readIfPresent(file)) ?? '[]') as unknown;
    return Array.isArray(value) ? (value as readonly ZoneServer[]).slice(0, serversMax) : [];
  } catch {
    return [];
  }
}

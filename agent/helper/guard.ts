import { readFile } from 'node:fs/promises';

import { parse } from 'yaml';

import { claimedByLeader } from './claimed-by-leader.ts';
import { enforceIdentity, readListening } from './configuration/server-configuration.ts';
import { readIdentity, unreadable } from './identity.ts';
import { eolePlaces } from './places.ts';

/**
 * The start guard: ExecStartPre of oned's unit (design section 6). It reads one file and may edit two; it
 * needs neither agent nor coordinator, and no validator: it runs before every start, reboots included. On a machine
 * that is in no cluster of ours and alone by its oned.conf, it listens first whether a zone has it as its server: so
 * has one that was given the address of a server which died.
 *
 * Returns the exit status: 0 oned may start, 1 it must not. The reason goes to the journal as one line.
 */
export async function guard(configFile: string): Promise<{ exitStatus: 0 | 1; reason: string }> {
  try {
    const places = await readPlaces(configFile);
    const identity = await readIdentity(places.identityFile);
    if (identity === unreadable) {
      return {
        exitStatus: 1,
        reason: `HAPY-E323 ${places.identityFile} cannot be read: oned must not start`,
      };
    }
    if (identity.state === 'held') return { exitStatus: 1, reason: 'held: oned must not start now' };
    const claimant = identity.state === 'free' ? await claimantOf(places) : undefined;
    if (claimant !== undefined) return { exitStatus: 1, reason: claimedText(claimant) };
    const changed = await enforceIdentity(places.files, identity);
    return { exitStatus: 0, reason: `${identity.state}${changed ? ': our keys were put back' : ''}` };
  } catch (error) {
    return { exitStatus: 1, reason: error instanceof Error ? error.message : String(error) };
  }
}

async function claimantOf({ files, listen }: GuardPlaces): Promise<string | undefined> {
  // What cannot be read is none of our business yet; oned will say so itself.
  const oned = await readListening(files.onedConf).catch(() => undefined);
  if (oned?.serverId !== -1 || listen.forMs === 0) return undefined;
  const address = listen.address === '' ? oned.address : listen.address;
  return claimedByLeader({ address, port: oned.port, forMs: listen.forMs });
}

function claimedText(claimant: string): string {
  return `HAPY-E424 ${claimant} leads a zone that has this machine as a server: oned must not start before hapyctl node replace`;
}

/** What oned's unit grants for a start is 90 s. */
const listenMsMax = 60_000;

interface GuardPlaces {
  readonly identityFile: string;
  readonly files: { readonly onedConf: string; readonly monitordConf: string };
  readonly listen: { readonly address: string; readonly forMs: number };
}

/** Some keys of helper.yaml, leniently: the daemon refuses a wrong file, the guard only needs its places. */
async function readPlaces(configFile: string): Promise<GuardPlaces> {
  const config = (parse(await readFile(configFile, 'utf8'), { maxAliasCount: 0 }) ?? {}) as {
    identityFile?: unknown;
    files?: { onedConf?: unknown; monitordConf?: unknown };
    firstStart?: { listenAddress?: unknown; listenMs?: unknown };
  };
  const listenMs = config.firstStart?.listenMs;
  const place = (value: unknown, fallback: string) => (typeof value === 'string' ? value : fallback);
  return {
    identityFile: place(config.identityFile, eolePlaces.identityFile),
    files: {
      onedConf: place(config.files?.onedConf, eolePlaces.files.onedConf),
      monitordConf: place(config.files?.monitordConf, eolePlaces.files.monitordConf),
    },
    listen: {
      address: place(config.firstStart?.listenAddress, ''),
      forMs: typeof listenMs === 'number' ? Math.min(listenMs, listenMsMax) : eolePlaces.listenMs,
    },
  };
}

import { readFile } from 'node:fs/promises';

import { parse } from 'yaml';

import { enforceIdentity } from './configuration/server-configuration.ts';
import { readIdentity, unreadable } from './identity.ts';
import { eolePlaces } from './places.ts';

/**
 * The start guard: ExecStartPre of oned's unit (design section 6). It reads one file and may edit two; it
 * needs neither agent nor coordinator, and no validator: it runs before every start, reboots included.
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
    const changed = await enforceIdentity(places.files, identity);
    return { exitStatus: 0, reason: `${identity.state}${changed ? ': our keys were put back' : ''}` };
  } catch (error) {
    return { exitStatus: 1, reason: error instanceof Error ? error.message : String(error) };
  }
}

interface GuardPlaces {
  readonly identityFile: string;
  readonly files: { readonly onedConf: string; readonly monitordConf: string };
}

/** Three keys of helper.yaml, leniently: the daemon refuses a wrong file, the guard only needs its places. */
async function readPlaces(configFile: string): Promise<GuardPlaces> {
  const config = (parse(await readFile(configFile, 'utf8'), { maxAliasCount: 0 }) ?? {}) as {
    identityFile?: unknown;
    files?: { onedConf?: unknown; monitordConf?: unknown };
  };
  const place = (value: unknown, fallback: string) => (typeof value === 'string' ? value : fallback);
  return {
    identityFile: place(config.identityFile, eolePlaces.identityFile),
    files: {
      onedConf: place(config.files?.onedConf, eolePlaces.files.onedConf),
      monitordConf: place(config.files?.monitordConf, eolePlaces.files.monitordConf),
    },
  };
}

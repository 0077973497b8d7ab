import { readFile, rm } from 'node:fs/promises';

import { writeDurably } from '../../durable-file.ts';
import { AttributeSyntaxError, readAttribute, setMember } from '../configuration/attribute-file.ts';
import { onedConfFor } from '../configuration/server-configuration.ts';
import { type KeptFile, putFileBack } from './kept-files.ts';

/**
 * Puts one configuration file back as it was kept. When it is neither that nor what a solo guard makes of it,
 * somebody else has written it since, for example a `reconfigure`: then only our key goes back, and theirs stay.
 *
 * Tells whether the file is byte for byte as before.
 */
export async function putConfigurationBack(
  copy: string,
  kept: KeptFile | undefined,
  target: string,
): Promise<boolean> {
  await rm(`${target}.hapy-previous`, { force: true });
  if (kept === undefined) return true;
  // Latin-1 maps every byte to one character and back: whatever encoding the comments are in, they survive.
  const before = await readFile(copy, 'latin1');
  const now = await readFile(target, 'latin1').catch(() => undefined);
  const ours = now === undefined || now === before || now === withoutServer(before);
  if (ours) {
    await putFileBack(copy, kept, target);
    return true;
  }
  const text = withServerOf(before, now);
  if (text !== undefined && text !== now) await writeDurably(target, Buffer.from(text, 'latin1'), kept);
  return false;
}

/** What the guard of a solo server makes of it; undefined for a text that is no configuration of oned's. */
function withoutServer(text: string): string | undefined {
  return parsed(() => onedConfFor(text, { state: 'solo', clusterId: '' }));
}

/** `now` with the server id of `before`, where that had one. */
function withServerOf(before: string, now: string): string | undefined {
  return parsed(() => {
    const serverId = Number(readAttribute(before, 'FEDERATION', 'SERVER_ID') ?? Number.NaN);
    return Number.isSafeInteger(serverId) ? setMember(now, 'FEDERATION', 'SERVER_ID', serverId) : undefined;
  });
}

function parsed<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof AttributeSyntaxError) return undefined;
    throw error;
  }
}

import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { loadCoordinatorConfig } from '../../config.ts';
import { backupBytesMax, openBackup } from '../../trust/backup-file.ts';
import { restoreCoordinator } from '../../trust/restore.ts';
import { coordinatorConfigOf } from '../find-coordinator.ts';
import { readPassphrase } from '../passphrase.ts';
import { localTime } from '../render/local-time.ts';
import { type ExitStatus, print, say, type Session } from '../session.ts';

/**
 * Makes this machine the coordinator from a backup. Needs no running program; starting it is the administrator's.
 *
 * @throws HapyError HAPY-E130 to HAPY-E134, HAPY-E191, HAPY-E200 the file cannot be read
 */
export async function restore(
  session: Session,
  file: string,
  { node, rootKey: rootKeyFile }: { readonly node?: string; readonly rootKey?: string },
): Promise<ExitStatus> {
  const text = await readBounded(file);
  const passphrase = await readPassphrase(session);
  const content = await openBackup(text, passphrase, file);
  const path = coordinatorConfigOf(session.directory);
  const config = await loadCoordinatorConfig(path);
  const { stateDirectory, gatewayStateDirectory: gatewayDirectory } = config;
  const place = await restoreCoordinator({
    ...{ content, file, stateDirectory, gatewayDirectory, node, rootKeyFile, clock: session.clock },
  });
  // Every machine of a cluster under one folder has an address of its own to listen on.
  if (session.directory !== undefined) await listenThere(path, place.address);
  const when = localTime(content.manifest.createdAtMs).slice(0, 16);
  print(session, say(session, 'restore.done', { node: place.node, when }));
  return 0;
}

async function readBounded(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > backupBytesMax) throw new HapyError('HAPY-E132', { file, detail: 'size' });
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof HapyError) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? '';
    throw new HapyError('HAPY-E200', { file, reason }, error);
  }
}

async function listenThere(path: string, address: string): Promise<void> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(await readFile(path, 'utf8'));
  document.setIn(['listen', 'address'], address);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, document.toString(), { mode: 0o600 });
}

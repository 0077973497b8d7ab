import { HapyError } from '../../base/errors/hapy-error.ts';
import { isErrorCode } from '../../base/errors/table.ts';
import type { Spec } from '../../domain/spec.ts';
import type { StorageSpec } from '../../domain/storage/storage-spec.ts';
import { understandStorage } from '../../domain/storage/understand-storage.ts';
import type * as wire from '../gen/hapy/coordinator/v1/coordinator.ts';

export function storageToProto(storage: StorageSpec): wire.SetStorage {
  return {
    ...storage,
    bricks: storage.bricks.map((brick) => ({ ...brick })),
    options: { ...storage.options },
    datastores: storage.datastores.map((datastore) => ({ ...datastore })),
  };
}

/**
 * Whoever sent it has understood a file with the same rules; here it is held against the nodes that there are.
 *
 * @throws HapyError HAPY-E800 to E810, HAPY-E587 when it makes no sense
 */
export function storageFromProto(message: wire.SetStorage, spec: Spec): StorageSpec {
  const { volume, replica, mount, options } = message;
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/.test(volume))
    throw new HapyError('HAPY-E587', { detail: 'volume' });
  const datastores = message.datastores.map(({ name, kind }) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/.test(name))
      throw new HapyError('HAPY-E587', { detail: 'datastore' });
    return { name, kind: kind === 'system' ? ('system' as const) : ('image' as const) };
  });
  const brick = Object.fromEntries(message.bricks.map(({ node, path }) => [node, path]));
  const understood = understandStorage({ volume, replica, mount, options, datastores, brick }, spec.nodes);
  const { storage, refusal } = understood;
  if (refusal !== undefined) {
    const code = isErrorCode(refusal.code) ? refusal.code : 'HAPY-E900';
    throw new HapyError(code, { ...refusal.parameters, where: refusal.at.join('.') });
  }
  return { ...storage, commonBrick: message.commonBrick };
}

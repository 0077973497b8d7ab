import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { HapyError } from '../../services/base/errors/hapy-error.ts';

export interface CoordinatorPlace {
  readonly socket: string;
  readonly claimsDirectory: string;
}

/** The places on a server, which coordinator.yaml may change (design section 5, Files on a node). */
const defaults: CoordinatorPlace = {
  socket: '/run/hapy/coordinator/coordinator.sock',
  claimsDirectory: '/run/hapy/coordinator/claims',
};

/** Where the coordinator's configuration lies. */
export function coordinatorConfigOf(directory: string | undefined): string {
  return directory === undefined
    ? '/etc/hapy/coordinator.yaml'
    : join(directory, 'coordinator/coordinator.yaml');
}

/**
 * Where the coordinator's socket is, by the two keys of its configuration. They are read loosely: the whole
 * file is checked by the coordinator when it starts, and a person who asks for the status needs no more.
 *
 * @throws HapyError HAPY-E255 there is no such file, HAPY-E256 it cannot be read
 */
export async function findCoordinator(directory: string | undefined): Promise<CoordinatorPlace> {
  const file = coordinatorConfigOf(directory);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
      throw new HapyError('HAPY-E255', { file }, error);
    throw new HapyError('HAPY-E256', { file, line: 0 }, error);
  });
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem !== undefined) {
    throw new HapyError('HAPY-E256', { file, line: problem.linePos?.[0].line ?? 0 }, problem);
  }
  const key = (name: keyof CoordinatorPlace) => {
    const value: unknown = document.get(name);
    return typeof value === 'string' && value !== '' ? value : defaults[name];
  };
  return { socket: key('socket'), claimsDirectory: key('claimsDirectory') };
}

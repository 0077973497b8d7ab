import { HapyError } from '../base/errors/hapy-error.ts';

/** Why a listener could not start: HAPY-E517 when another program has the place, else HAPY-E518. */
export function listenError(error: unknown, where: string): HapyError {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (reason === 'EADDRINUSE') return new HapyError('HAPY-E517', { where }, error);
  return new HapyError('HAPY-E518', { where, detail: reason }, error);
}

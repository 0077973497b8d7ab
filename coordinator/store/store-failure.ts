import { HapyError } from '../../services/base/errors/hapy-error.ts';

/** The results of SQLite that say that the disk took nothing: SQLITE_READONLY, _IOERR, _FULL, _CANTOPEN. */
const diskResults: ReadonlySet<number> = new Set([8, 10, 13, 14]);

/** HAPY-E539 for what a disk refused, whatever was thrown for anything else. */
export function toStoreFailure(thrown: unknown, path: string): unknown {
  if (!(thrown instanceof Error) || !('errcode' in thrown)) return thrown;
  // The lower byte is the result, the others say more about it.
  const result = Number(thrown.errcode) & 0xff;
  if (!diskResults.has(result)) return thrown;
  const reason = 'errstr' in thrown ? String(thrown.errstr) : thrown.message;
  return new HapyError('HAPY-E539', { file: path, reason }, thrown);
}

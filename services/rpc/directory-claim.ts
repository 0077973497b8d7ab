/**
 * Who is on a unix socket, without SO_PEERCRED, which Node cannot read (design section 3). Before HTTP/2
 * begins, the server writes one line with a nonce; the client makes the directory `<claims>/<nonce>` and
 * answers one line; the server reads the directory's owner, which the kernel wrote, and removes it. Both
 * lines have a fixed length, so that neither side reads into the HTTP/2 that follows.
 *
 * The claims directory is 1733: anyone may make an entry, nobody may list them, and the sticky bit keeps
 * others from renaming one. An entry must be a real directory closed to group and others: an attacker
 * cannot move another user's closed directory into place (rename(2) needs write permission on it).
 */
import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, rmdir } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';

import { HapyError } from '../base/errors/hapy-error.ts';
import { transportError } from './from-grpc-error.ts';

const greeting = 'hapy-claim-1 ';
const nonceForm = /^[0-9a-f]{32}$/;
const questionBytes = greeting.length + 32 + 1;
const answer = 'claimed\n';
const answerWithinMs = 5_000;

/**
 * The client's half: makes the directory that the server asked for.
 * @throws a transport error HAPY-E512 when the claims directory may not be written, HAPY-E509 when what
 * answers does not speak this protocol.
 */
export async function giveClaim(socket: Socket, claimsDirectory: string): Promise<void> {
  const question = await readExactly(socket, questionBytes).catch(() => '');
  const nonce = question.slice(greeting.length, -1);
  if (!question.startsWith(greeting) || !nonceForm.test(nonce)) {
    throw transportError('HAPY-E509', { detail: 'hapy-claim-1' });
  }
  try {
    await mkdir(join(claimsDirectory, nonce), { mode: 0o700 });
  } catch (error) {
    throw transportError('HAPY-E512', { where: claimsDirectory, detail: String((error as Error).message) });
  }
  socket.write(answer);
}

/**
 * The server's half: the uid of whoever holds the other end.
 * @throws HapyError HAPY-E106 when the proof is late, missing or not a directory of the right kind.
 */
export async function proveClaim(socket: Socket, claimsDirectory: string): Promise<number> {
  const nonce = randomBytes(16).toString('hex');
  const claim = join(claimsDirectory, nonce);
  socket.write(`${greeting}${nonce}\n`);
  try {
    const answered = await readExactly(socket, answer.length);
    const entry = await lstat(claim);
    const closed = (entry.mode & 0o077) === 0;
    if (answered !== answer || !entry.isDirectory() || !closed) throw new Error('not a closed directory');
    await rmdir(claim);
    return entry.uid;
  } catch (error) {
    await rmdir(claim).catch(() => undefined);
    throw new HapyError('HAPY-E106', {}, error);
  }
}

/** Makes the directory of the claims, or sets an existing one right. */
export async function prepareClaims(claimsDirectory: string): Promise<void> {
  await mkdir(claimsDirectory, { recursive: true, mode: 0o700 });
  await chmod(claimsDirectory, 0o1733);
}

/** Reads `sizeBytes` and not one more, within `answerWithinMs`. The rest stays in the socket's own buffer. */
function readExactly(socket: Socket, sizeBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      socket.off('readable', onReadable);
      socket.off('close', onClose);
      settle();
    };
    const onClose = () => finish(() => reject(new Error('closed')));
    const onReadable = () => {
      const bytes = socket.read(sizeBytes) as Buffer | null;
      if (bytes !== null) finish(() => resolve(bytes.toString('latin1')));
    };
    const timer = setTimeout(() => finish(() => reject(new Error('no answer in time'))), answerWithinMs);
    socket.on('readable', onReadable);
    socket.on('close', onClose);
  });
}

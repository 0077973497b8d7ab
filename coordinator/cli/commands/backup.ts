import { writeSecret } from '../../../certs/secret-file.ts';
import { sealBackup } from '../../trust/backup-file.ts';
import { readPassphrase } from '../passphrase.ts';
import { type ExitStatus, print, say, type Session } from '../session.ts';
import { withTrust } from '../trust-client.ts';

/**
 * Writes an encrypted backup of the coordinator, whole or not at all. `age --decrypt` opens it too.
 *
 * @throws HapyError HAPY-E130 the passphrase is too short, HAPY-E152 the file cannot be written
 */
export async function backup(session: Session, { out }: { readonly out: string }): Promise<ExitStatus> {
  const passphrase = await readPassphrase(session);
  const content = await withTrust(session, async (trust) => {
    const chunks: Buffer[] = [];
    for await (const chunk of trust.backup()) chunks.push(chunk);
    return Buffer.concat(chunks);
  });
  const text = await sealBackup(content, passphrase);
  await writeSecret(out, text);
  const size = Math.ceil(Buffer.byteLength(text) / 1024);
  print(session, say(session, 'backup.written', { file: out, size }));
  return 0;
}

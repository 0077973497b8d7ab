import { open } from 'node:fs/promises';

import { createCsr } from '../../../certs/csr.ts';
import { generateKey } from '../../../certs/keys.ts';
import { writeSecret } from '../../../certs/secret-file.ts';
import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { askRenewal } from '../../../services/identity/ask-renewal.ts';
import { checkRenewed } from '../../../services/identity/check-renewed.ts';
import { identityText, readIdentityFile } from '../identity-file.ts';
import { certificateTable } from '../render/certificate-table.ts';
import { localTime } from '../render/local-time.ts';
import { show } from '../render/show.ts';
import { type ExitStatus, type OutputFormat, print, say, type Session } from '../session.ts';
import { withTrust } from '../trust-client.ts';

/**
 * Makes a person's key here, has it certified, and writes both into one new file of mode 0600: whoever holds the file
 * is that person.
 *
 * @throws HapyError HAPY-E262 the file exists or cannot be made, HAPY-E120, HAPY-E121
 */
export async function createOperator(
  session: Session,
  name: string,
  options: { readonly role: string; readonly out: string },
): Promise<ExitStatus> {
  const { role, out: file } = options;
  const { privateKeyPem } = await generateKey();
  // Made before the certificate is, so that none is made that cannot be kept.
  const handle = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new HapyError('HAPY-E262', { file, reason: error.code ?? '' }, error);
  });
  try {
    const made = await withTrust(session, (trust) =>
      trust.createPerson(name, role, createCsr(privateKeyPem)),
    );
    const identity = { privateKeyPem, certificateChainPem: made.certificateChain, rootsPem: made.roots };
    await handle.writeFile(identityText(identity, made.coordinators));
    await handle.sync();
    const until = localTime(Number(made.notAfterMs)).slice(0, 16);
    print(session, say(session, 'operator.written', { holder: `${role}/${name}`, file, until }));
    return 0;
  } catch (error) {
    const { rm } = await import('node:fs/promises');
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

export async function listOperators(
  session: Session,
  { output }: { readonly output: OutputFormat },
): Promise<ExitStatus> {
  const { certificates, atMs } = await withTrust(session, (trust) => trust.certificates());
  const persons = certificates.filter(({ holder }) => /^(operator|auditor)\//.test(holder));
  const objects = persons.map(({ holder, state, notAfterMs, serial }) => ({
    ...{ holder, state, serial, notAfterMs: Number(notAfterMs) },
  }));
  await show(session, output, { persons: objects }, () =>
    persons.length === 0 ? say(session, 'operator.none') : certificateTable(session, persons, Number(atMs)),
  );
  return 0;
}

/** Denies a person or a node everywhere. 4 when some nodes do not know yet. */
export async function revoke(
  session: Session,
  holder: string,
  { reason }: { readonly reason?: string },
): Promise<ExitStatus> {
  const { reached, missed, certificates } = await withTrust(session, (trust) =>
    trust.revoke(holder, reason ?? ''),
  );
  const told = [say(session, 'revoke.coordinator'), ...reached].join(', ');
  print(session, say(session, 'revoke.done', { holder, count: certificates, reached: told }));
  if (missed.length > 0) print(session, say(session, 'revoke.missed', { missed: missed.join(', ') }));
  return missed.length > 0 ? 4 : 0;
}

/** The holder that a person's name means: an operator, else an auditor. */
export async function holderOfPerson(session: Session, name: string): Promise<string> {
  if (name.includes('/')) return name;
  const { certificates } = await withTrust(session, (trust) => trust.certificates());
  const found = ['operator', 'auditor'].map((role) => `${role}/${name}`);
  return certificates.find(({ holder }) => found.includes(holder))?.holder ?? `operator/${name}`;
}

/** Renews the certificate in a person's file, by the key that is in it; the file is replaced whole. */
export async function renewPerson(session: Session, file: string): Promise<ExitStatus> {
  const { identity, coordinators, holder } = await readIdentityFile(file);
  const csrDer = createCsr(identity.privateKeyPem);
  const renewed = checkRenewed(identity, await askRenewal({ identity, csrDer, coordinators }));
  await writeSecret(file, identityText(renewed, coordinators));
  const { X509Certificate } = await import('node:crypto');
  const until = localTime(new X509Certificate(renewed.certificateChainPem).validToDate.getTime()).slice(
    0,
    16,
  );
  print(session, say(session, 'certs.renewed', { holder, until }));
  return 0;
}

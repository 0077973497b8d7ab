import { explainError } from '../../../services/base/messages/explain-error.ts';
import { certificateTable } from '../render/certificate-table.ts';
import { localTime } from '../render/local-time.ts';
import { show } from '../render/show.ts';
import { type ExitStatus, type OutputFormat, print, say, type Session } from '../session.ts';
import { withTrust } from '../trust-client.ts';

/** Every certificate with the life that it has left. 3 when one has expired or waits. */
export async function listCertificates(
  session: Session,
  { output }: { readonly output: OutputFormat },
): Promise<ExitStatus> {
  const answer = await withTrust(session, (trust) => trust.certificates());
  const backupAtMs = Number(answer.backupAtMs);
  const certificates = answer.certificates.map((each) => ({
    ...each,
    notBeforeMs: Number(each.notBeforeMs),
    notAfterMs: Number(each.notAfterMs),
  }));
  const { rootKeyHere } = answer;
  await show(session, output, { certificates, backupAtMs, rootKeyHere }, () => {
    const when = localTime(backupAtMs).slice(0, 16);
    return [
      certificateTable(session, answer.certificates, Number(answer.atMs)),
      '',
      backupAtMs === 0 ? say(session, 'certs.no-backup') : say(session, 'certs.backup', { when }),
      ...(rootKeyHere ? [say(session, 'certs.root-key-here')] : []),
      ...(certificates.some(({ state }) => state === 'waiting') ? [say(session, 'certs.compare')] : []),
    ].join('\n');
  });
  return certificates.every(({ state }) => state === 'valid' || state === 'revoked') ? 0 : 3;
}

/** Renews now, and says of each how it went. 4 when some failed, 1 when all did. */
export async function renewCertificates(
  session: Session,
  nodes: readonly string[],
  { output }: { readonly output: OutputFormat },
): Promise<ExitStatus> {
  if (session.identity !== undefined) {
    const { renewPerson } = await import('./operator.ts');
    return renewPerson(session, session.identity);
  }
  const { outcomes } = await withTrust(session, (trust) => trust.renew(nodes));
  const objects = outcomes.map(({ holder, error, notAfterMs }) => ({
    ...{ holder, notAfterMs: Number(notAfterMs) },
    ...(error === undefined ? {} : { error: { code: error.code, parameters: error.parameters } }),
  }));
  await show(session, output, { outcomes: objects }, () =>
    outcomes
      .map(({ holder, error, notAfterMs }) => {
        const until = localTime(Number(notAfterMs)).slice(0, 16);
        if (error === undefined) return say(session, 'certs.renewed', { holder, until });
        const { code, text } = explainError(error, session.language);
        return say(session, 'certs.not-renewed', { holder, code, text });
      })
      .join('\n'),
  );
  const failed = outcomes.filter(({ error }) => error !== undefined).length;
  return failed === 0 ? 0 : failed === outcomes.length ? 1 : 4;
}

/** Lets nodes back whose certificate has expired. Without names it shows who waits, unless --all was given. */
export async function approveRenewals(
  session: Session,
  nodes: readonly string[],
  { all }: { readonly all: boolean },
): Promise<ExitStatus> {
  return withTrust(session, async (trust) => {
    if (nodes.length === 0 && !all) {
      const { certificates, atMs } = await trust.certificates();
      const waiting = certificates.filter(({ state }) => state === 'waiting');
      const text = say(session, 'certs.nobody-waits');
      const table = () => certificateTable(session, waiting, Number(atMs));
      print(session, waiting.length === 0 ? text : `${table()}\n\n${say(session, 'certs.compare')}`);
      return waiting.length === 0 ? 0 : 3;
    }
    const { holders } = await trust.approve(nodes);
    const text = say(session, 'certs.approved', { holders: holders.join(', ') });
    print(session, holders.length === 0 ? say(session, 'certs.nobody-waits') : text);
    return 0;
  });
}

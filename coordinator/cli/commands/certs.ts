import { explainError } from '../../../services/base/messages/explain-error.ts';
import type { Certificate } from '../../../services/rpc/gen/hapy/coordinator/v1/trust.ts';
import { localTime } from '../render/local-time.ts';
import { show } from '../render/show.ts';
import { renderTable } from '../render/table.ts';
import { type ExitStatus, type OutputFormat, print, say, type Session } from '../session.ts';
import { withTrust } from '../trust-client.ts';

const dayMs = 24 * 60 * 60_000;

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
    ].join('\n');
  });
  return certificates.every(({ state }) => state === 'valid' || state === 'revoked') ? 0 : 3;
}

export function certificateTable(
  session: Session,
  certificates: readonly Certificate[],
  nowMs: number,
): string {
  const columns = ['column.holder', 'column.state', 'column.left', 'column.until', 'column.words'] as const;
  const rows = certificates.map(({ holder, state, notAfterMs, words }) => {
    const leftMs = Number(notAfterMs) - nowMs;
    const days = Math.max(0, Math.floor(leftMs / dayMs));
    return [
      holder,
      stateText(session, state),
      leftMs <= 0 || state === 'revoked' ? '–' : say(session, 'value.days', { days }),
      localTime(Number(notAfterMs)).slice(0, 16),
      words,
    ];
  });
  return renderTable(
    columns.map((key) => ({ title: say(session, key), align: 'left' as const })),
    rows,
    '  ',
  );
}

const states = ['valid', 'expired', 'waiting', 'revoked'] as const;

function stateText(session: Session, state: string): string {
  const known = states.find((each) => each === state);
  return known === undefined ? state : say(session, `value.cert.${known}`);
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
      print(session, waiting.length === 0 ? text : certificateTable(session, waiting, Number(atMs)));
      return waiting.length === 0 ? 0 : 3;
    }
    const { holders } = await trust.approve(nodes);
    const text = say(session, 'certs.approved', { holders: holders.join(', ') });
    print(session, holders.length === 0 ? say(session, 'certs.nobody-waits') : text);
    return 0;
  });
}

import type { AuditHead, SealedLine } from '../../../services/audit/audit-line.ts';
import { unsealLine } from '../../../services/audit/audit-line.ts';
import { damageText, verifyAudit } from '../../../services/audit/verify-audit.ts';
import { HapyError, internalError } from '../../../services/base/errors/hapy-error.ts';
import { localTime } from '../render/local-time.ts';
import { show } from '../render/show.ts';
import { renderTable } from '../render/table.ts';
import { type ExitStatus, type OutputFormat, print, say, type Session } from '../session.ts';
import { type TrustClient, withTrust } from '../trust-client.ts';

/** The newest lines of one audit, oldest first. */
export async function showAudit(
  session: Session,
  options: { readonly output: OutputFormat; readonly node?: string; readonly newest: number },
): Promise<ExitStatus> {
  const { lines } = await withTrust(session, (trust) => readAll(trust, options.node ?? '', options.newest));
  const objects = lines.flatMap((text) => unsealed(text) ?? []);
  await show(session, options.output, { lines: objects }, () => {
    if (objects.length === 0) return say(session, 'audit.none');
    const columns = ['column.when', 'column.who', 'column.what', 'column.result', 'column.details'] as const;
    const rows = objects.map((line) => [
      localTime(Date.parse(line.at)),
      whoOf(line),
      line.what.split('/').at(-1) ?? line.what,
      line.result,
      detailsText(line),
    ]);
    return renderTable(
      columns.map((key) => ({ title: say(session, key), align: 'left' as const })),
      rows,
      '  ',
    );
  });
  return 0;
}

/** For whom a node was changed, and who asked it to. The serial number of a person is for `-o json`. */
function whoOf({ who, details: { person } }: SealedLine): string {
  return person === undefined ? who : `${person.split('#')[0] ?? person} (${who})`;
}

const shownMax = 100;

function detailsText({ details, from, serial }: SealedLine): string {
  const told = Object.entries(details).filter(([key]) => key !== 'person' && key !== 'epoch');
  const origin = from === '' || from === 'unix' ? [] : [`from=${from}`];
  const certificate = serial === '' ? [] : [`serial=${serial.slice(0, 8)}`];
  const text = [...told.map(([key, value]) => `${key}=${value}`), ...origin, ...certificate].join(' ');
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
}

function unsealed(text: string): SealedLine | undefined {
  const sealed = unsealLine(text);
  return sealed === undefined ? undefined : { ...sealed.line, hash: sealed.hash };
}

interface Verified {
  readonly program: string;
  readonly lines: number;
  readonly damage: string;
  readonly unreachable: string;
}

/**
 * Reads every audit and holds it against its hashes, and the coordinator's against the ends of it that the nodes have
 * written down. 1 when one was tampered with, 4 when a node could not be asked.
 */
export async function verifyAudits(
  session: Session,
  { output }: { readonly output: OutputFormat },
): Promise<ExitStatus> {
  const verified = await withTrust(session, async (trust) => {
    const { certificates } = await trust.certificates();
    const nodes = certificates.flatMap(({ holder, state }) =>
      holder.startsWith('agent/') && state !== 'revoked' ? [holder.slice('agent/'.length)] : [],
    );
    const heads: RememberedHead[] = [];
    const ofNodes: Verified[] = [];
    for (const node of nodes) ofNodes.push(await verifyOne(trust, node, (head) => heads.push(head)));
    return [await verifyOne(trust, '', () => undefined, heads), ...ofNodes];
  });
  await show(session, output, { audits: verified }, () => verifiedTable(session, verified));
  const damaged = verified.find(({ damage }) => damage !== '');
  if (damaged !== undefined) {
    const { program, damage } = damaged;
    throw new HapyError('HAPY-E126', { program, damage: damageWords(session, damage) });
  }
  if (verified.some(({ unreachable }) => unreachable !== '')) return 4;
  if (output === 'table') print(session, `\n${say(session, 'audit.whole', { count: verified.length })}`);
  return 0;
}

/** An end of the coordinator's audit, and when a node wrote it down. */
type RememberedHead = AuditHead & { readonly at: string };

/** Without the ends that lay between a backup and its restore: the audit says itself that it goes on before them. */
function notLostByRestore(known: readonly RememberedHead[], lines: readonly string[]): readonly AuditHead[] {
  const restores = lines.flatMap((text) => unsealed(text) ?? []).filter(({ what }) => what === 'restored');
  return known.filter(
    ({ number, at }) => !restores.some((restored) => number >= restored.number && at < restored.at),
  );
}

async function verifyOne(
  trust: TrustClient,
  node: string,
  onHead: (coordinator: RememberedHead) => void,
  known: readonly RememberedHead[] = [],
): Promise<Verified> {
  const program = node === '' ? 'coordinator' : `agent/${node}`;
  try {
    const { lines, damage } = await readAll(trust, node, 0);
    for (const text of lines) {
      const line = unsealed(text);
      const { number, hash } = line?.details ?? {};
      if (
        line?.what === 'coordinator-audit' &&
        number !== undefined &&
        hash !== undefined &&
        number !== '0'
      ) {
        onHead({ number: Number(number), hash, at: line.at });
      }
    }
    // What the program says of itself counts less than what its lines say.
    const ours = damageText(verifyAudit(lines, notLostByRestore(known, lines)));
    return { program, lines: lines.length, damage: ours === '' ? damage : ours, unreachable: '' };
  } catch (error) {
    return { program, lines: 0, damage: '', unreachable: internalError(error).code };
  }
}

const damages = ['unreadable', 'changed', 'missing', 'order', 'shortened'] as const;

/** "missing (2)" (verify-audit.ts) in the words of a person. */
function damageWords(session: Session, damage: string): string {
  const [, kind = '', line = ''] = /^(\w+) \((\d+)\)$/.exec(damage) ?? [];
  const known = damages.find((each) => each === kind);
  return known === undefined ? damage : say(session, `value.audit.${known}`, { line });
}

function verifiedTable(session: Session, verified: readonly Verified[]): string {
  const rows = verified.map(({ program, lines, damage, unreachable }) => {
    const result =
      unreachable === ''
        ? damage === ''
          ? say(session, 'value.audit.whole')
          : damageWords(session, damage)
        : say(session, 'value.audit.unreachable', { code: unreachable });
    return [program, unreachable === '' ? String(lines) : '–', result];
  });
  return renderTable(
    [
      { title: say(session, 'column.audit'), align: 'left' },
      { title: say(session, 'column.lines'), align: 'right' },
      { title: say(session, 'column.result'), align: 'left' },
    ],
    rows,
    '  ',
  );
}

async function readAll(trust: TrustClient, node: string, newest: number) {
  const lines: string[] = [];
  let damage = '';
  for await (const message of trust.readAudit(node, newest)) {
    lines.push(...message.lines);
    damage = message.damage;
  }
  return { lines, damage };
}

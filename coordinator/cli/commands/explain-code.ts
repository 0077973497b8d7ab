import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { errorTable, isErrorCode } from '../../../services/base/errors/table.ts';
import type { Text } from '../../../services/base/errors/definition.ts';
import { checkMessages } from '../../../services/base/messages/health-checks.ts';
import { formatText } from '../../../services/base/messages/language.ts';
import { causesOf, consequencesOf } from '../../../services/domain/health/causes.ts';
import { healthChecks } from '../../../services/domain/health/checks.ts';
import { type ExitStatus, print, say, type Session } from '../session.ts';

/** The long text of a code: it needs no coordinator. @throws HapyError HAPY-E450 */
export function explainCode(session: Session, asked: string): ExitStatus {
  const code = `HAPY-E${/(\d{3})$/.exec(asked.trim())?.[1] ?? ''}`;
  if (!isErrorCode(code)) throw new HapyError('HAPY-E450', { code: asked });
  const { text, cause, next } = errorTable[code];
  const check = healthChecks.find(({ codes }) => codes.includes(code));
  const about = check === undefined ? undefined : checkMessages[check.name];
  const title = (key: Parameters<typeof say>[1]) =>
    `${say(session, key)}${session.language === 'fr' ? ' :' : ':'}`;
  const lines = [`${code}  ${plain(session, text)}`, ''];
  if (check !== undefined && about !== undefined) {
    lines.push(`${title('doctor.check')} ${about.title[session.language]} (${check.name})`);
    lines.push(about.asks[session.language], '');
  } else lines.push(say(session, 'doctor.no-check'), '');
  lines.push(`${title('error.cause')} ${plain(session, cause)}`);
  lines.push(`${title('error.next')} ${plain(session, next)}`);
  lines.push(...codeList(session, title('doctor.may-follow'), causesOf(code)));
  lines.push(...codeList(session, title('doctor.may-explain'), consequencesOf(code)));
  print(session, lines.join('\n'));
  return 0;
}

function codeList(session: Session, title: string, codes: readonly string[]): string[] {
  if (codes.length === 0) return [];
  const told = codes.flatMap((code) =>
    isErrorCode(code) ? [`  ${code}  ${plain(session, errorTable[code].text)}`] : [],
  );
  return ['', title, ...told];
}

/** A text of the table with the names of its parameters in the place of their values. */
function plain(session: Session, text: Text): string {
  const names = [...text[session.language].matchAll(/\{(\w+)[,}]/g)].map(([, name = '']) => name);
  const counts = [...text[session.language].matchAll(/\{(\w+), plural/g)].map(([, name = '']) => name);
  const entries = names.map((name): [string, string | number] => [
    name,
    counts.includes(name) ? 2 : name.toUpperCase(),
  ]);
  return formatText(text, session.language, Object.fromEntries(entries));
}

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

/** Of no finding, and of the plural that stands for any number in both languages. */
const anyNumber = 90_001;

/**
 * A text of the table with the names of its parameters in the place of their values: a count too, which needs a number
 * to choose its words by, or the example would look like something that was counted here.
 */
function plain(session: Session, text: Text): string {
  const source = text[session.language];
  const names = [...source.matchAll(/\{(\w+)[,}]/g)].map(([, name = '']) => name);
  const counts = [...new Set([...source.matchAll(/\{(\w+), plural/g)].map(([, name = '']) => name))];
  const entries = names.map((name): [string, string | number] => {
    const at = counts.indexOf(name);
    return [name, at === -1 ? name.toUpperCase() : anyNumber + at];
  });
  const written = formatText(text, session.language, Object.fromEntries(entries));
  return counts.reduce(
    // With or without the sign that parts thousands.
    (told, name, at) =>
      told.replaceAll(new RegExp(`90\\D?${String(anyNumber + at).slice(2)}`, 'g'), name.toUpperCase()),
    written,
  );
}

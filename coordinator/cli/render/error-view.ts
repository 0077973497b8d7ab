import { internalError, toErrorRecord, type ErrorRecord } from '../../../services/base/errors/hapy-error.ts';
import { errorTable } from '../../../services/base/errors/table.ts';
import { explainError, type ExplainedError } from '../../../services/base/messages/explain-error.ts';
import { type ExitStatus, type OutputFormat, say, type Session, wrapFor } from '../session.ts';
import { printableJson } from './json.ts';
import { printable } from './printable.ts';

/** Tells one error to the person (or, as an object, to their script) and gives the exit status that goes with it. */
export function showError(session: Session, thrown: unknown, output: OutputFormat): ExitStatus {
  const error = internalError(thrown);
  const record = toErrorRecord(error);
  const lines = () => errorLines(session, record).flatMap((line) => wrapFor(session.errors, line));
  if (output === 'table') session.errors.write(`${lines().join('\n')}\n`);
  else session.errors.write(`${printableJson({ error: errorObject(session, record) })}\n`);
  if (error.code === 'HAPY-E900' && session.environment['HAPY_DEBUG'] !== undefined) {
    session.errors.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
  }
  return errorTable[error.code].exit;
}

/** Text and code, then cause and next step, each on its line. */
export function errorLines(session: Session, record: ErrorRecord): string[] {
  const explained = explain(session, record);
  const colon = session.language === 'fr' ? ' :' : ':';
  const lines = [`${explained.code}  ${explained.text}`];
  if (explained.cause !== '') lines.push(`  ${say(session, 'error.cause')}${colon} ${explained.cause}`);
  if (explained.next !== '') lines.push(`  ${say(session, 'error.next')}${colon} ${explained.next}`);
  return lines;
}

/** The same as an object: stable code and parameters for scripts, texts for people. */
export function errorObject(session: Session, record: ErrorRecord) {
  return { ...explain(session, record), parameters: record.parameters };
}

function explain(session: Session, record: ErrorRecord): ExplainedError {
  const values = Object.entries(record.parameters).map(([name, value]) => [name, printable(value)]);
  const parameters = Object.fromEntries(values) as Record<string, string>;
  try {
    return explainError({ code: record.code, parameters }, session.language);
  } catch {
    // A program of another version may send a code without a parameter that our text needs. The code and what
    // did come are worth more than a complaint about that.
    const text = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
    return { code: record.code, text: text.join(' '), cause: '', next: '' };
  }
}

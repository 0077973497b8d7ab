import { internalError, toErrorRecord, type ErrorRecord } from '../../../services/base/errors/hapy-error.ts';
import { errorTable } from '../../../services/base/errors/table.ts';
import { explainError } from '../../../services/base/messages/explain-error.ts';
import { type ExitStatus, type OutputFormat, say, type Session } from '../session.ts';
import { printableJson } from './json.ts';

/** Tells one error to the person (or, as an object, to their script) and gives the exit status that goes with it. */
export function showError(session: Session, thrown: unknown, output: OutputFormat): ExitStatus {
  const error = internalError(thrown);
  const record = toErrorRecord(error);
  if (output === 'table') session.errors.write(`${errorLines(session, record).join('\n')}\n`);
  else session.errors.write(`${printableJson({ error: errorObject(session, record) })}\n`);
  if (error.code === 'HAPY-E900' && session.environment['HAPY_DEBUG'] !== undefined) {
    session.errors.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
  }
  return errorTable[error.code].exit;
}

/** Text and code, then cause and next step, each on its line. */
export function errorLines(session: Session, record: ErrorRecord): string[] {
  const explained = explainError(record, session.language);
  const colon = session.language === 'fr' ? ' :' : ':';
  const lines = [`${explained.code}  ${explained.text}`];
  if (explained.cause !== '') lines.push(`  ${say(session, 'error.cause')}${colon} ${explained.cause}`);
  if (explained.next !== '') lines.push(`  ${say(session, 'error.next')}${colon} ${explained.next}`);
  return lines;
}

/** The same as an object: stable code and parameters for scripts, texts for people. */
export function errorObject(session: Session, record: ErrorRecord) {
  return { ...explainError(record, session.language), parameters: record.parameters };
}

import type { ErrorRecord } from '../errors/hapy-error.ts';
import { errorTable, isErrorCode } from '../errors/table.ts';
import { formatToldText, type Language } from './language.ts';

/** Everything a person is told about one error. */
export interface ExplainedError {
  readonly code: string;
  readonly text: string;
  readonly cause: string;
  readonly next: string;
}

/** A code of a newer version is shown as it came, with its parameters, rather than hidden. */
export function explainError(error: ErrorRecord, language: Language): ExplainedError {
  if (!isErrorCode(error.code)) {
    const values = Object.entries(error.parameters).map(([name, value]) => `${name}=${value}`);
    return { code: error.code, text: values.join(' '), cause: '', next: '' };
  }
  const definition = errorTable[error.code];
  return {
    code: error.code,
    text: formatToldText(definition.text, language, error.parameters),
    cause: formatToldText(definition.cause, language, error.parameters),
    next: formatToldText(definition.next, language, error.parameters),
  };
}

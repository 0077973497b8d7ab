import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

/** Names of fields that must never be written, wherever they stand in what is logged. */
const secretFields = ['session', 'token', 'password', 'privateKey', 'seed_key', 'oneAuth'];

/**
 * The root logger of a program: JSON lines for journald. Made in a main.ts and handed down; children bind
 * {component}, then {runId, node, action}. Messages are fixed lower-case phrases, data goes in fields.
 */
export function createLog(program: string, level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: { program },
    redact: {
      paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: '[redacted]',
    },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

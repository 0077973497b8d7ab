import type { CommanderError } from 'commander';

import { HapyError } from '../../services/base/errors/hapy-error.ts';

/**
 * The one converter of commander's complaints. Its texts are English only, so just the word they are about is
 * taken from them; it always stands between quotes.
 */
export function usageError(error: CommanderError, command: string): HapyError {
  const word = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  switch (error.code) {
    case 'commander.unknownOption':
      return new HapyError('HAPY-E250', { option: word, command }, error);
    case 'commander.unknownCommand':
      return new HapyError('HAPY-E251', { word, command }, error);
    case 'commander.missingArgument':
    case 'commander.optionMissingArgument':
    case 'commander.missingMandatoryOptionValue':
      return new HapyError('HAPY-E252', { argument: word, command }, error);
    case 'commander.excessArguments':
      return new HapyError('HAPY-E253', { command }, error);
    case 'commander.invalidArgument':
      return invalidArgument(error);
    default:
      return new HapyError('HAPY-E254', { option: command, found: word, expected: '--help' }, error);
  }
}

/** "option '-o, --output <form>' argument 'xml' is invalid. Allowed choices are table, json, yaml." */
function invalidArgument(error: CommanderError): HapyError {
  const [option = '', found = ''] = [...error.message.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '');
  const expected = /(?:choices are|expected) (.*?)\.?$/.exec(error.message)?.[1] ?? '';
  return new HapyError('HAPY-E254', { option, found, expected }, error);
}

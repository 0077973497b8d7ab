import { Command, type Help } from 'commander';

import type { helpMessages } from '../../../services/base/messages/help.ts';
import type { ExitStatus, Session } from '../session.ts';

export type Speak = (key: keyof typeof helpMessages) => string;
export type Finish = (status: ExitStatus) => void;

/** What every part of the tree is defined with. */
export interface Defining {
  readonly session: Session;
  readonly finish: Finish;
  readonly text: Speak;
}

/** A command that writes to the session and throws instead of ending the process; its children do so too. */
export class TranslatedCommand extends Command {
  readonly #session: Session;
  readonly #text: Speak;

  constructor(name: string, session: Session, text: Speak) {
    super(name);
    this.#session = session;
    this.#text = text;
    this.exitOverride();
    this.helpOption('-h, --help', text('help.help'));
    this.helpCommand(false);
    this.showSuggestionAfterError(false);
    this.configureOutput({
      writeOut: (written) => session.output.write(written),
      // What is wrong is said once, as a coded error, by whoever catches the exception.
      writeErr: () => undefined,
    });
  }

  override createCommand(name: string): Command {
    return new TranslatedCommand(name, this.#session, this.#text);
  }

  override createHelp(): Help {
    const text = this.#text;
    const headings: Readonly<Record<string, string>> = {
      'Usage:': text('help.heading.usage'),
      'Options:': text('help.heading.options'),
      'Commands:': text('help.heading.commands'),
      'Arguments:': text('help.heading.arguments'),
    };
    const help = super.createHelp();
    help.styleTitle = (title) => headings[title] ?? title;
    help.optionDescription = (option) =>
      withDefault(option.description, option.defaultValueDescription ?? option.defaultValue, text);
    return help;
  }
}

function withDefault(description: string, value: unknown, text: Speak): string {
  if (typeof value !== 'string' && typeof value !== 'number') return description;
  return `${description} (${text('help.default').replace('{value}', String(value))})`;
}

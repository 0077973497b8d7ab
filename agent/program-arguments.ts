/** What stands on a daemon's command line: one word and `--name value` pairs. */
export interface ProgramArguments {
  readonly command: string;
  readonly options: Readonly<Record<string, string>>;
}

/** Undefined when the line is not of that form, or has an option that is not in `known`. */
export function readArguments(
  argv: readonly string[],
  known: readonly string[],
): ProgramArguments | undefined {
  const [command = '', ...rest] = argv;
  const options: Record<string, string> = {};
  for (let index = 0; index < rest.length; index += 2) {
    const name = rest[index]?.replace(/^--/, '') ?? '';
    const value = rest[index + 1];
    if (!rest[index]?.startsWith('--') || !known.includes(name) || value === undefined) return undefined;
    options[name] = value;
  }
  return { command, options };
}

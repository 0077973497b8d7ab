import assert from 'node:assert/strict';

/** The root that every wrapper in root/bin puts first, and the words that its caller gave. */
export function programArguments(): { root: string; words: string[] } {
  const [option, root, ...words] = process.argv.slice(2);
  assert(option === '--root' && root !== undefined, 'started without --root');
  return { root, words };
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}

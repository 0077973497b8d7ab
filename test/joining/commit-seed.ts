import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const gitDirectory = join(import.meta.dirname, '../../.git');

/** Where nothing says which commit this is, as in an unpacked archive. */
const constantSeed = 0x6a6f696e;

/**
 * A seed for samples that is another one for each commit and the same for everybody who tests it. HAPY_SEED, in
 * hexadecimal, takes its place to repeat a run.
 */
export function commitSeed(): number {
  const asked = process.env['HAPY_SEED'] ?? '';
  const hexadecimal = /^[0-9a-f]{1,8}$/i.test(asked) ? asked : commitId().slice(0, 8);
  return hexadecimal === '' ? constantSeed : Number.parseInt(hexadecimal, 16);
}

/** Read from the files themselves (gitrepository-layout(5)): the tests need no git. */
function commitId(): string {
  const head = read('HEAD');
  const branch = /^ref: (\S+)$/.exec(head)?.[1];
  if (branch === undefined) return id(head);
  const packed = read('packed-refs').split('\n');
  return id(read(branch)) || id(packed.find((line) => line.endsWith(` ${branch}`)) ?? '');
}

function id(text: string): string {
  return /^[0-9a-f]{40,64}/.exec(text)?.[0] ?? '';
}

function read(name: string): string {
  try {
    return readFileSync(join(gitDirectory, name), 'utf8').trim();
  } catch {
    return '';
  }
}

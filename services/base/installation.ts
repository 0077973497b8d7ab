import { existsSync, readFileSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { dirname, extname, join } from 'node:path';

/*
 * Where the files of these programs are. In a checkout they run as they are written; a package holds one
 * bundle per program in the same folders, so that one name finds a program in both.
 */

/** The nearest folder above with a package.json: the checkout, or the folder of the packages. */
const root = nearestRoot(import.meta.dirname);
/** `.ts` in a checkout, `.js` in a package. */
const extension = extname(import.meta.filename);

/** Whether this is a checkout, where sources run directly. */
export const isCheckout = extension === '.ts';

/** The file of a program that is named by its place, "agent/helper/main". */
export function programFile(name: string): string {
  return join(root, `${name}${extension}`);
}

/** A file that is the same in a checkout and in a package. */
export function installedFile(name: string): string {
  return join(root, name);
}

/** The version of these programs, as package.json has it. */
export function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** Where the packages put the programs, and where root's commands keep what they have compiled. */
const installedRoot = '/usr/lib/hapy';
const cacheOfRoot = '/var/cache/hapy/root';

/**
 * What was compiled is kept in a folder that nobody but the user of the program can write: Node's default lies in the temporary
 * folder, where anybody could leave code that root then runs. systemd makes one for each unit (CacheDirectory= in systemd.exec(5)).
 * Without such a folder nothing is kept.
 */
export function keepCompiledCode(): void {
  const folder = compiledFolder();
  if (folder !== undefined) enableCompileCache(folder);
}

/** Keeps it now already: a program that serves for months may end by the power switch. */
export function writeCompiledCode(): void {
  flushCompileCache();
}

function compiledFolder(): string | undefined {
  if (isCheckout) return join(root, 'node_modules/.cache/compile');
  const { CACHE_DIRECTORY: ofUnit = '' } = process.env;
  if (ofUnit !== '') return ofUnit;
  return root === installedRoot && process.geteuid?.() === 0 ? cacheOfRoot : undefined;
}

function nearestRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json above ${start}`);
  }
}

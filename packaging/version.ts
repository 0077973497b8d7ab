import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';

export interface BuildVersion {
  /** Debian's, growing with every commit: "0.1.0+20261125.1647". */
  readonly version: string;
  /** Seconds: the time that every file of the packages has. */
  readonly epochSeconds: number;
}

/** Of the commit, so that two builds of it are the same and an upgrade to a later one is one. */
export async function versionOf(source: string): Promise<BuildVersion> {
  const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as { version: string };
  const { stdout, exitCode } = await execa('git', ['log', '-1', '--format=%ct'], {
    cwd: source,
    reject: false,
  });
  const given = process.env['SOURCE_DATE_EPOCH'];
  const epochSeconds = Number(given ?? (exitCode === 0 ? stdout : Number.NaN));
  if (!Number.isInteger(epochSeconds)) {
    throw new Error('neither a git checkout nor SOURCE_DATE_EPOCH: the time of the packages is not known');
  }
  const stamp = new Date(epochSeconds * 1000)
    .toISOString()
    .replace(/[-:]/g, '')
    .replace('T', '.')
    .slice(0, 15);
  return { version: `${version}+${stamp}`, epochSeconds };
}
